"""The manifests fit the Kubernetes schemas and the promises of docs/operations/kubernetes.md."""

from __future__ import annotations

import copy
import re
import secrets
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import kubernetes_validate
import nkeys
import pytest
import yaml
from architecture.source import ROOT
from sealwire_alerts.settings import AlertsSettings
from sealwire_directory.settings import DirectorySettings
from sealwire_gateway.settings import GatewaySettings
from sealwire_local.nats import binary
from sealwire_profiling.settings import ProfilingSettings

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire_chassis.settings import Settings

BASE = ROOT / "deploy" / "k8s" / "base"
KUBERNETES = "1.32"
PODS = {"Deployment", "StatefulSet", "Job"}


@cache
def objects() -> list[dict[str, Any]]:
    listed = yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"]
    assert sorted(listed) == sorted(p.name for p in BASE.glob("*.yaml") if p.name != "kustomization.yaml")
    return [item for name in listed for item in yaml.safe_load_all((BASE / name).read_text())]


def named(item: dict[str, Any]) -> str:
    return f"{item['kind']}/{item['metadata']['name']}"


def pods() -> list[dict[str, Any]]:
    return [item for item in objects() if item["kind"] in PODS]


def spec(item: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = item["spec"]["template"]["spec"]
    return found


@pytest.mark.parametrize("item", objects(), ids=named)
def test_an_object_fits_its_schema(item: dict[str, Any]) -> None:
    kubernetes_validate.validate(item, KUBERNETES, strict=True)


def test_the_schema_check_refuses_a_misspelt_field() -> None:
    wrong = copy.deepcopy(pods()[0])
    spec(wrong)["securityContexts"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def test_everything_of_this_slice_is_there() -> None:
    assert {named(item) for item in pods()} == {
        "Deployment/gateway",
        "Deployment/directory",
        "Deployment/directory-relay",
        "Deployment/alerts",
        "Deployment/alerts-relay",
        "Deployment/profiling",
        "Deployment/profiling-relay",
        "Deployment/profiling-worker",
        "Job/migrate-directory",
        "Job/migrate-alerts",
        "Job/migrate-profiling",
        "StatefulSet/nats",
        "StatefulSet/postgres",
    }


@pytest.mark.parametrize("item", pods(), ids=named)
def test_a_pod_meets_pod_security_restricted(item: dict[str, Any]) -> None:
    pod = spec(item)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]
    allowed = {"configMap", "emptyDir", "secret", "persistentVolumeClaim"}
    assert all(set(volume) - {"name"} <= allowed for volume in pod.get("volumes", []))


def test_the_namespace_enforces_pod_security_restricted() -> None:
    labels = next(item for item in objects() if item["kind"] == "Namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


SETTINGS: dict[str, type[Settings]] = {
    "sealwire_gateway": GatewaySettings,
    "sealwire_directory": DirectorySettings,
    "sealwire_alerts": AlertsSettings,
    "sealwire_profiling": ProfilingSettings,
}


def variables_of(settings: type[Settings]) -> set[str]:
    return {f"SEALWIRE_{name.upper()}" for name in settings.model_fields}


def ours() -> list[dict[str, Any]]:
    return [item for item in pods() if spec(item)["containers"][0].get("args", [""])[0] in SETTINGS]


@pytest.mark.parametrize("item", ours(), ids=named)
def test_a_process_of_ours_knows_each_variable_and_its_command(item: dict[str, Any]) -> None:
    container = spec(item)["containers"][0]
    module, command = container["args"]
    assert {each["name"] for each in container["env"]} <= variables_of(SETTINGS[module])
    usage = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=False).stderr
    assert command in re.split(r"[ |\n]", usage)


def test_what_everybody_is_told_is_known_to_somebody() -> None:
    told = next(i for i in objects() if i["metadata"]["name"] == "sealwire-settings")["data"]
    assert set(told) <= set().union(*map(variables_of, SETTINGS.values()))
    assert len(ours()) == 11


@pytest.mark.parametrize("item", ours(), ids=named)
def test_every_file_that_a_variable_names_is_mounted(item: dict[str, Any]) -> None:
    container = spec(item)["containers"][0]
    mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
    files = [each["value"] for each in container["env"] if each["name"].endswith("_FILE")]
    assert {file.rpartition("/")[0] for file in files} == mounted - {"/tmp"}  # noqa: S108  # the pod's own


def test_only_the_process_that_signs_a_log_has_its_key() -> None:
    told = {
        spec(item)["containers"][0]["args"][0]: spec(item)["containers"][0]["args"][1]
        for item in ours()
        if any(each["name"] == "SEALWIRE_LOG_KEY_FILE" for each in spec(item)["containers"][0]["env"])
    }
    assert told == {"sealwire_directory": "serve", "sealwire_alerts": "serve"}
    mounting = {
        named(item): volume["secret"]["secretName"]
        for item in pods()
        for volume in spec(item).get("volumes", [])
        if volume.get("secret", {}).get("secretName", "").startswith("log-")
    }
    assert mounting == {"Deployment/directory": "log-directory", "Deployment/alerts": "log-envelopes"}


def test_the_secrets_to_create_are_those_that_are_used() -> None:
    page = (ROOT / "docs" / "operations" / "kubernetes.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    used = {
        volume["secret"]["secretName"]
        for item in pods()
        for volume in spec(item).get("volumes", [])
        if "secret" in volume
    } | {
        source["secretRef"]["name"]
        for item in pods()
        for source in spec(item)["containers"][0].get("envFrom", [])
        if "secretRef" in source
    }
    assert set(re.findall(r"`([^`]+)`", "".join(rows))) == used


def test_no_secret_is_in_the_manifests() -> None:
    assert [named(item) for item in objects() if item["kind"] == "Secret"] == []


def test_nothing_talks_unless_it_is_listed() -> None:
    policies = {i["metadata"]["name"]: i["spec"] for i in objects() if i["kind"] == "NetworkPolicy"}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    reaches_postgres = {
        name.removesuffix("-out")
        for name, policy in policies.items()
        for rule in policy.get("egress", [])
        for port in rule["ports"]
        if port["port"] == 5432
    }
    services = ("directory", "alerts", "profiling")
    processes = ("{}", "{}-relay", "migrate-{}")
    every = {process.format(name) for name in services for process in processes}
    assert reaches_postgres == every | {"profiling-worker"}


@pytest.mark.parametrize("item", pods(), ids=named)
def test_every_pod_has_a_policy_that_lets_it_work(item: dict[str, Any]) -> None:
    labels = item["spec"]["template"]["metadata"]["labels"]
    selectors = [
        p["spec"]["podSelector"].get("matchLabels", {}) for p in objects() if p["kind"] == "NetworkPolicy"
    ]
    assert any(selector and selector.items() <= labels.items() for selector in selectors)


def test_the_nats_server_takes_its_configuration(tmp_path: Path) -> None:
    config = next(i for i in objects() if i["metadata"]["name"] == "nats-config")["data"]["nats.conf"]
    (tmp_path / "nats.conf").write_text(config)
    names = set(re.findall(r"\$(NKEY_[A-Z]+)", config))
    assert names == {"NKEY_GATEWAY", "NKEY_DIRECTORY", "NKEY_ALERTS", "NKEY_PROFILING"}
    command = [binary(), "-t", "-c", str(tmp_path / "nats.conf")]
    for environment, accepted in (({name: public_nkey() for name in names}, True), ({}, False)):
        done = subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False)
        assert (done.returncode == 0) is accepted, done.stderr


def public_nkey() -> str:
    seed = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return bytes(nkeys.from_seed(seed).public_key).decode()

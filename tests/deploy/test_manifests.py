"""What describes the app to other machines agrees with the app and with itself."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy import serve

ROOT = Path(__file__).parents[2]
PORT = 7860  # of the container; ModelScope takes no other
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def kubernetes() -> dict[str, dict]:
    """Each object by its kind."""
    text = (ROOT / "deploy" / "kubernetes" / "app.yaml").read_text("utf-8")
    return {item["kind"]: item for item in yaml.safe_load_all(text)}


def test_everybody_speaks_of_one_port():
    assert f"--server.port={PORT}" in DOCKERFILE and f"EXPOSE {PORT}" in DOCKERFILE
    assert f"server app:{PORT} " in (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    pod = kubernetes()["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    assert pod["ports"] == [{"name": "http", "containerPort": PORT}]
    space = json.loads((ROOT / "ms_deploy.json").read_text("utf-8"))
    assert (space["sdk_type"], space["port"]) == ("docker", PORT)


def test_the_image_is_of_a_person_without_rights_and_says_how_it_is():
    last = DOCKERFILE.rindex("FROM ")
    assert re.search(r"^USER 1000:1000$", DOCKERFILE[last:], re.M)
    health = re.search(r"HEALTHCHECK.*\n.*", DOCKERFILE)[0]
    assert f"127.0.0.1:{PORT}/_stcore/health" in health


def test_the_image_holds_everything_that_the_app_is_made_of():
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.M))
    for name in ("streamlit_app.py", ".streamlit", "pages", "lib", "models", "requirements.txt"):
        assert name in copied and (ROOT / name).exists()
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name in copied:
        assert f"!{name}" in sent, name


def test_a_pod_is_probed_limited_kept_with_its_learner_and_joined_by_others():
    objects = kubernetes()
    pod = objects["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert pod[probe]["httpGet"] == {"path": "/_stcore/health", "port": "http"}
    assert pod["resources"]["limits"].keys() == {"cpu", "memory"}
    assert pod["securityContext"]["readOnlyRootFilesystem"]
    notes = objects["Ingress"]["metadata"]["annotations"]
    assert notes["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    scaled = objects["HorizontalPodAutoscaler"]["spec"]
    assert scaled["scaleTargetRef"]["name"] == objects["Deployment"]["metadata"]["name"]
    assert scaled["minReplicas"] >= 2


def test_compose_mounts_the_nginx_file_that_is_tested_here():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert "./deploy/nginx.conf:/etc/nginx/conf.d/default.conf:ro" in services["door"]["volumes"]
    assert services["app"]["deploy"]["replicas"] >= 2
    assert "app" in services  # the name by which nginx.conf finds the copies


def test_nginx_accepts_the_configuration(tmp_path):
    program = serve.nginx()
    if program is None:
        pytest.skip("no nginx on this machine (Debian: apt-get install nginx-light)")
    text = serve.configuration("127.0.0.1:8399", [8401, 8402, 8403], tmp_path)
    assert re.findall(r"server 127\.0\.0\.1:(\d+) ", text) == ["8401", "8402", "8403"]
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    command = [program, "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_community_cloud_finds_no_other_dependency_file_first():
    # It takes the first of these, beside the entry point: uv.lock, Pipfile, environment.yml.
    assert not any((ROOT / name).exists() for name in ("uv.lock", "Pipfile", "environment.yml"))
    assert (ROOT / "packages.txt").read_text("utf-8").split() == ["fonts-noto-cjk"]

"""`footing terraform`, as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.terraform import tool
from auditor.terraform.folder import write_folder
from tests.auditor.projects import small_project

PROGRAM = """
import pulumi_aws as aws
import pulumi
topic = aws.sns.Topic("alarms")
aws.sns.TopicSubscription("mail", topic=topic.arn, protocol="email", endpoint="a@example.com")
aws.sqs.Queue("jobs", opts=pulumi.ResourceOptions(retain_on_delete=True))
pulumi.CustomResource("command:local:Command", "script", {"create": "echo"})
"""


def call(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["terraform", "--project", str(project), *arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = small_project(tmp_path / "it", PROGRAM, "dev", "prod")
    (made / "Pulumi.dev.yaml").write_text("config: {aws:region: eu-west-1}\n")
    return made


def test_it_writes_and_says_what_it_left_out(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = call(project, "--stack", "dev", "--out", str(out))
    assert said.exit_code == 0, said.output
    assert sorted(path.name for path in out.iterdir()) == ["main.tf", "providers.tf"]
    assert 'region = "eu-west-1"' in (out / "providers.tf").read_text()
    assert "topic_arn = aws_sns_topic.alarms.arn" in (out / "main.tf").read_text()
    assert said.output.startswith("dev: 3 of 4 resources and 3 of 3 of their properties translated\n")
    assert "  command:local:Command: no resource of a Terraform provider" in said.output
    assert "  option retainOnDelete: Terraform destroys" in said.output


def test_each_stack_gets_a_folder_if_there_are_several(project: Path, tmp_path: Path) -> None:
    assert call(project, "--out", str(tmp_path / "out"), "--format", "json").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["dev", "prod"]
    assert (tmp_path / "out" / "prod" / "main.tf.json").exists()


def test_an_earlier_configuration_is_replaced_whole(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.tf").write_text("")
    assert call(project, "--stack", "dev", "--out", str(out)).exit_code == 0
    assert not (out / "old.tf").exists()


def test_what_is_not_ours_is_not_lost(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "terraform.tfstate").write_text("precious")
    said = call(project, "--stack", "dev", "--out", str(out))
    assert (said.exit_code, len(said.output.splitlines())) == (2, 1)
    assert "holds terraform.tfstate, which is not a configuration's and would be lost" in said.output
    assert [path.name for path in out.iterdir()] == ["terraform.tfstate"]


def test_an_error_while_writing_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_folder({"main.tf": "old"}, out)
    with pytest.raises(UnicodeEncodeError):
        write_folder({"a.tf": "new", "main.tf": "\ud800"}, out)
    assert {path.name: path.read_text() for path in out.iterdir()} == {"main.tf": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stack", "none"], "there is no stack 'none'"),
        (["--from", "nowhere.json"], "nowhere.json: cannot be read: No such file or directory; write it with `pulumi"),
        (["--from", "x.json", "--stack", "dev"], "--stack chooses a stack of the program"),
        (["--stack", "dev", "--out", "/proc/1/x"], "/proc/1/x: cannot be written: "),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(project: Path, arguments: list[str], message: str) -> None:
    said = call(project, *arguments)
    assert (said.exit_code, len(said.output.splitlines())) == (2, 1), said.output
    assert said.output.startswith(f"footing: {message}")


def test_without_the_provider_a_check_says_that_it_looked_at_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    said = call(project, "--check")
    assert (said.exit_code, said.output) == (0, "skipped: there is no terraform or tofu on the PATH\n")


def test_a_provider_is_looked_for_where_the_setting_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.terraform.io" / "hashicorp" / "aws").mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}" if name == "tofu" else None)
    monkeypatch.setenv(tool.PLUGINS, str(tmp_path))
    assert tool.find_tool() == tool.Tool("/bin/tofu", (f"-plugin-dir={tmp_path}",), frozenset({"aws"}))
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    for name in (tool.PLUGINS, "TF_CLI_CONFIG_FILE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setattr(tool, "_ADDED_SOFTWARE", ())
    assert str(tool.find_tool()).startswith("no AWS provider is at hand; name the folder")

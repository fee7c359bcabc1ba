"""Reading one small text file of the learner's."""

from lib.ui.components import register

LARGEST = 256 * 1024  # bytes

_upload = register("upload")


class UploadError(ValueError):
    """The file cannot be read; the message is for the learner."""


def text_file(label: str, key: str, accept: str) -> str | None:
    """The text of a file chosen in this run, else None: UTF-8, GBK or UTF-16.

    Raises UploadError when it is too large or none of these."""
    file = _upload(
        data={"label": label, "accept": accept, "largest": LARGEST},
        key=key,
        on_file_change=lambda: None,
        width="content",
    ).file
    if not file:
        return None
    if file.get("tooLarge"):
        raise UploadError(f"文件太大了：最多 {LARGEST // 1024} KB。")
    if file.get("unreadable"):
        raise UploadError("认不出这个文件的文字编码：请另存为 UTF-8，再打开。")
    return str(file.get("text", ""))

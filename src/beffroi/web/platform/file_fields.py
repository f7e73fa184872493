"""The field by which files are sent: several at once, each within a size."""

from __future__ import annotations

from typing import Any

from django import forms


class ManyFiles(forms.ClearableFileInput):
    """Where several files are chosen."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files.

    most_bytes: of one file; most_files: at once; advice: what to do with a file that is too large.
    """

    widget = ManyFiles

    def __init__(self, *, most_bytes: int, advice: str, most_files: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.most_bytes, self.advice, self.most_files = most_bytes, advice, most_files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002 - Django's signature
        """Return the files. Raises ValidationError on none where one is needed, too many, or one that is too large."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError("Choisissez au moins un fichier.")
        if self.most_files is not None and len(files) > self.most_files:
            raise forms.ValidationError(f"Envoyez au plus {self.most_files} fichiers à la fois.")
        for file in files:
            if file.size > self.most_bytes:
                raise forms.ValidationError(f"{file.name} dépasse {self.most_bytes // 10**6} Mo : {self.advice}.")
        return list(files)

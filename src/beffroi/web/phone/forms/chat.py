"""What a resident writes."""

from __future__ import annotations

from django import forms

LONGEST = 600


class ChatForm(forms.Form):
    """A line of conversation."""

    said = forms.CharField(label="Votre message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

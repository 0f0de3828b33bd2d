"""Sends a mail as a mail program does: python3 mail.py ADDRESS PORT CA|- FROM TO TEXT FILE…. Prints what the server answered last."""

import json
import pathlib
import smtplib
import ssl
import sys
from email.message import EmailMessage

address, port, ca, sender, to, text, *files = sys.argv[1:]
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = sender, to, "Porthor"
mail.set_content(text)
mail.add_alternative(f"<p>{text}</p>", subtype="html")
for file in map(pathlib.Path, files):
    mail.add_attachment(file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name)


def answered(code, said):
    print(json.dumps({"code": code, "said": said.decode()}))


with smtplib.SMTP(address, int(port), timeout=60) as server:
    if ca != "-":
        context = ssl.create_default_context(cafile=ca)
        context.check_hostname = False
        server.starttls(context=context)
    try:
        server.send_message(mail, sender, [to])
        answered(250, b"")
    except smtplib.SMTPResponseException as refused:
        answered(refused.smtp_code, refused.smtp_error)
    except smtplib.SMTPRecipientsRefused as refused:
        answered(*next(iter(refused.recipients.values())))

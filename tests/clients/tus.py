"""Uploads a file with tuspy, as it comes: python3 tus.py URL FILE METADATA TOKEN CHUNK. Says where the upload is."""

import sys

from tusclient import client

url, path, metadata, token, chunk = sys.argv[1:]
tus = client.TusClient(url, headers={"Authorization": f"Bearer {token}"})
uploader = tus.uploader(path, chunk_size=int(chunk), metadata={"report": metadata}, upload_checksum=True, retries=3, retry_delay=1)
# Half of it, then by another uploader that has to ask how far it came: what a program does that was started again.
uploader.upload(stop_at=uploader.get_file_size() // 2)
place = uploader.url
again = tus.uploader(path, chunk_size=int(chunk), url=place, upload_checksum=True)
assert again.offset == uploader.offset > 0, f"it goes on at {again.offset} and not at {uploader.offset}"
again.upload()
print(place)

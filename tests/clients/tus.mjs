// Uploads a file with tus-js-client, as it comes: node tus.mjs URL FILE METADATA TOKEN PARTS CHUNK OVERRIDE. Says where the upload is.

import { createReadStream, readFileSync, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [url, path, report, token, parts, chunk, override] = process.argv.slice(2);
// Parts are taken from a file in memory alone.
const file = Number(parts) > 1 ? readFileSync(path) : createReadStream(path);
const upload = new Upload(file, {
  endpoint: url,
  ...(Number(parts) > 1 ? {} : { uploadSize: statSync(path).size }),
  chunkSize: Number(chunk),
  parallelUploads: Number(parts),
  overridePatchMethod: override === "override",
  headers: { Authorization: `Bearer ${token}` },
  metadata: { report },
  retryDelays: [0, 500, 1000],
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();

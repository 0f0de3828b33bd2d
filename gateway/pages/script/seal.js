// Sealing in the browser: the report becomes an age file (C2SP age v1) for the case's recipient before it leaves the machine.
// Built apart from porthor.js and imported only where a file is chosen, for it weighs more than all the rest.
import { Encrypter } from 'age-encryption'

/**
 * Seals `file` to `recipient`, piece by piece, so that a large scan does not have to fit into memory twice.
 * Rejects when the recipient is no age recipient or the file cannot be read; nothing of the file is kept then.
 *
 * @param {string} recipient `age1…` or `age1pq1…`
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function sealTo(recipient, file) {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const sealed = await encrypter.encrypt(file.stream())
  // A Response is the one thing in browsers that gathers a stream into a blob, which may lie on disk.
  return new Response(sealed, { headers: { 'content-type': 'application/octet-stream' } }).blob()
}

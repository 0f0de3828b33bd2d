// name → function (element): what runs on each element with data-module="porthor-name", once, when the page has been read.
import drop from './drop.js'
import { choice, passkey } from './passkey.js'
import print from './print.js'

export default { choice, drop, passkey, print }

// A clinician, from the sign-in to reports that are pushed: chosen together, sealed in the browser, sent one after the other. What
// is wrong with one is said at that one.
import { signIn } from '../sign-in.mjs'

const pdf = (text) => Buffer.from(`%PDF-1.7\n% ${text} ${Math.random()}\n`.padEnd(900, '.'))

export default async (tools) => {
  const { visit, look, step, page, input, see, expects } = tools
  const block = (n) => page.locator('.porthor-file').nth(n)

  async function say(n) {
    const one = block(n)
    if (await one.locator('[data-suggested="category"]').isVisible()) await one.locator('[data-suggested="category"] input').check()
    else await one.locator('select').first().selectOption('speech-language')
    await one.locator('select').nth(1).selectOption('aln-support')
    for (const value of ['family', 'signed-off', 'cy']) await one.locator(`input[type=radio][value=${value}]`).check()
    for (const name of ['serious-harm', 'third-party']) await one.locator(`input[type=radio][name^=${name}][value=no]`).check()
  }

  await step('from the sign-in to the desk, with one’s own cases only', async () => {
    await signIn(tools, input, '/desk')
    await look('desk')
  })
  await step('two files are chosen at once; the kind is suggested from the name, and not chosen', async () => {
    await visit(`/desk/${input.case}/push`)
    await page.locator('#files').setInputFiles([
      { name: 'Speech and language report.pdf', mimeType: 'application/pdf', buffer: pdf('one') },
      { name: 'notes.exe', mimeType: 'application/octet-stream', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(700, 7)]) },
    ])
    const suggestion = block(0).locator('[data-suggested="category"] input')
    if (await suggestion.isChecked()) throw new Error('a suggestion was taken up by itself')
    if ((await suggestion.inputValue()) !== 'speech-language') throw new Error(`suggested ${await suggestion.inputValue()}`)
    await say(0)
    await say(1)
    await look('chosen')
  })
  await step('a file that is dropped there is one more, and one that is dropped beside it takes nothing away', async () => {
    const dropped = await page.evaluate(() => {
      const drop = (onto) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['%PDF-1.7'], 'Dropped.pdf', { type: 'application/pdf' }))
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })
        onto.dispatchEvent(event)
        return [event.defaultPrevented, document.querySelectorAll('.porthor-file').length]
      }
      return [drop(document.querySelector('[data-part="drop"]')), drop(document.querySelector('h1'))]
    })
    if (JSON.stringify(dropped) !== '[[true,3],[true,3]]') throw new Error(`dropped: ${JSON.stringify(dropped)}`)
    await block(2).locator('[data-part="leave"]').click()
  })
  const sealed = []
  await step('each is sealed here, and sent; what is wrong with one is said there', async () => {
    expects(/415/)
    page.on('response', async (response) => {
      if (response.request().method() === 'POST' && response.url().endsWith('/push')) sealed.push(await response.json())
    })
    await page.locator('[data-part="send"] button').click()
    await block(0).locator('[data-part="fields"]').waitFor({ state: 'detached' })
    await block(1).locator('[data-part="error"]').waitFor({ state: 'visible' })
    if (sealed[0]?.sealed_by !== 'sender') throw new Error(`not sealed in the browser: ${JSON.stringify(sealed)}`)
    await look('sent')
  })
  await step('the wrong one is left out', async () => {
    await block(1).locator('[data-part="leave"]').click()
    if ((await page.locator('.porthor-file').count()) !== 1) throw new Error('it is still there')
  })
  await step('the case shows it', async () => {
    await visit(`/desk/${input.case}`)
    await see('Speech and language report.pdf')
    await look('case')
  })
  return { report: sealed[0].stored }
}

// A co-ordinator makes a letter for a parent who has not joined; the parent joins with it. Then the parent loses their card: one
// co-ordinator asks, another makes the letter.
import { arrives, join } from '../join.mjs'
import { staysInBoth } from '../languages.mjs'

export default async (tools) => {
  const { look, printed, step, page, input, visit, follow, person } = tools
  const letter = `/desk/${input.case}/family/${input.person}/letter`
  const submit = () => page.locator('main form button[type=submit]')
  let code
  await step('the letter', async () => {
    await arrives(tools, input.coordinator)
    await visit(letter)
    await look('form')
    await follow(submit())
    await page.locator('#ring-error').waitFor()
    await page.fill('#ring', '01234 567890')
    await follow(submit())
    await look('letter')
    const sides = await page.locator('.porthor-letter__side').evaluateAll((all) => all.map((side) => side.lang))
    if (sides.sort().join() !== 'cy,en') throw new Error(`the letter is in ${sides}`)
    const window = (await page.locator('.porthor-letter__address').first().textContent()).trim()
    const all = await page.locator('.porthor-letter').innerText()
    if (all.includes(input.child)) throw new Error('the letter names the child')
    if (window !== input.name) throw new Error(`the window shows "${window}"`)
    code = (await page.locator('.porthor-letter__code').first().textContent()).trim()
    await printed('letter')
    await staysInBoth(tools, '.porthor-letter__code')
  })
  const parent = await person()
  await join(parent, { address: input.address, code, second: 'card' }, 'parent')
  await step('one co-ordinator asks', async () => {
    await visit(letter)
    await look('joined')
    await follow(submit())
    await look('asked')
  })
  const other = await person()
  await step('another makes the letter', async () => {
    await arrives(other, input.second)
    await other.visit(letter)
    await other.look('confirms')
    await other.page.fill('#ring', '01234 567890')
    await other.follow(other.page.locator('main form button[type=submit]'))
    await other.page.locator('.porthor-letter__code').first().waitFor()
    await other.printed('letter-again')
  })
  return {}
}

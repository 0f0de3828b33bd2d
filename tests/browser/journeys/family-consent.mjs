// A parent's first visit to a granted consent, by keyboard alone; then the circle, a change, and the withdrawal. The steps are counted.
import { asked, choose, saysWhere } from '../sign-in.mjs'

export default async ({ visit, look, printed, step, keys, page, input, see, origin, follow: click }) => {
  const main = (selector) => page.locator(`main ${selector}`)
  const submit = (text) => main(`form button${text ?? '[type=submit]'}`)
  const code = async () => keys.fill(page.locator('#code'), await asked(page, input.who))
  let pages = 0
  const follow = async (locator) => {
    await keys.follow(locator)
    pages += 1
  }

  await step('sign in', async () => {
    await visit('/family', { status: 401 })
    await choose({ page, follow: click })
    await keys.fill(page.locator('#address'), input.who.address)
    await keys.fill(page.locator('#password'), input.who.password)
    await follow(submit())
    await code()
    await follow(submit())
  })
  await step('home', async () => {
    await see(input.child)
    await look('home')
    await follow(page.locator(`a[href="/family/${input.case}/consents/new"]`))
  })
  await step('choose', async () => {
    await look('choose')
    await follow(submit())
    await page.locator('.govuk-error-summary').waitFor()
    await look('choose-wrong')
    await keys.to(page.locator(`[id="recipient-agency:${input.agency}"]`))
    await keys.activate()
    await keys.to(page.locator(`#category-${input.category}`))
    await keys.activate()
    await keys.to(main(`input[name=purpose][value=${input.purpose}]`))
    await keys.activate()
    await keys.to(main('input[name=until][value="6"]'))
    await keys.activate()
    await follow(main('form button:not([name])'))
  })
  await step('look at what it would do, and go back for a moment', async () => {
    await see(input.file)
    await look('preview')
    await follow(main('button[value=edit]'))
    if (!(await page.locator(`#category-${input.category}`).isChecked())) throw new Error('what was chosen is gone')
    await follow(main('form button:not([name])'))
  })
  await step('confirm, first with nothing and then with a wrong code', async () => {
    await follow(main('form button:not([name])'))
    await page.locator('#code-error').waitFor()
    await keys.fill(page.locator('#code'), 'AAAA-AAAA')
    await follow(main('form button:not([name])'))
    await page.locator('#code-error').waitFor()
    await saysWhere(page)
    await look('preview-wrong')
    await code()
    await follow(main('form button:not([name])'))
  })
  const consent = page.url().match(/consents\/([^/]+)\/receipt$/)?.[1]
  if (!consent) throw new Error(`the consent led to ${page.url()}`)
  await step('the receipt', async () => {
    await look('receipt')
    await printed('receipt')
    await page.emulateMedia({ media: 'print' })
    const paper = await page.locator('main').innerText()
    await page.emulateMedia({ media: null })
    if (!paper.includes(origin)) throw new Error(`the paper does not say where the consent can be taken back: ${paper}`)
  })
  const steps = pages

  await step('the circle', async () => {
    await visit(`/family/${input.case}`)
    await look('circle')
    await printed('circle')
    const rows = await main('table tbody tr').count()
    const spokes = await page.locator('.porthor-circle__agency').count()
    if (rows !== spokes) throw new Error(`${spokes} agencies in the picture, ${rows} in the table`)
    await follow(page.locator(`.porthor-circle__agency[href$="/agency/${input.agency}"]`))
    await see(input.file)
    await look('agency')
    await follow(page.locator(`main a[href$="/consents/new/${input.agency}"]`))
    if (!(await page.locator(`[id="recipient-agency:${input.agency}"]`).isChecked())) throw new Error('the agency is not chosen')
    await look('choose-for')
  })
  await step('a change', async () => {
    await visit(`/family/${input.case}/consents`)
    await look('consents')
    await follow(page.locator(`a[href$="/${consent}/change"]`))
    await look('change')
    await keys.to(main('input[name=until][value="12"]'))
    await keys.activate()
    await follow(main('form button:not([name])'))
    await code()
    await follow(main('form button:not([name])'))
  })
  const changed = page.url().match(/consents\/([^/]+)\/receipt$/)?.[1]
  if (!changed || changed === consent) throw new Error(`the change led to ${page.url()}`)
  await step('and its withdrawal', async () => {
    await visit(`/family/${input.case}/consents/${changed}/withdraw`)
    await look('withdraw')
    await follow(submit())
    await look('withdrawn')
    await printed('withdrawn')
    const names = await main('dd').allInnerTexts()
    if (!names.some((one) => /^(\w{4} ){6}\w{2}$/.test(one.trim()))) throw new Error(`the number cannot be read out: ${names}`)
    if (names.some((one) => ['you', 'chi'].includes(one.trim()))) throw new Error(`whose "you" is it on a paper that is kept: ${names}`)
    await visit(`/family/${input.case}/consents`)
    await look('consents-over')
  })
  return { consent, changed, steps }
}

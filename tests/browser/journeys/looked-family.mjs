// A mother sees who has looked, asks about it, reads and downloads a report, says that it is wrong, names a helper and ends it; the
// clinician answers her; she reads the answer.
import { day, daysOn } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

/** After signing in a page is in the person's own language: on to that of the journey. */
async function inLanguage({ page, follow, language }) {
  if ((await page.locator('html').getAttribute('lang')) !== language) await follow(page.locator('.porthor-language__button'))
}

export default async (tools) => {
  const { visit, look, printed, step, page, input, follow, person } = tools
  const family = `/family/${input.case}`
  const submit = () => page.locator('main form button[type=submit]')
  /** What only a form or a link would carry on stands on no paper. */
  const leavesNoneOf = async (selector) => {
    await page.emulateMedia({ media: 'print' })
    const left = await page.locator(selector).filter({ visible: true }).allInnerTexts()
    await page.emulateMedia({ media: null })
    if (left.length > 0) throw new Error(`on paper there is left: ${left}`)
  }

  await step('sign in', async () => {
    await signIn(tools, input.mother)
    await inLanguage(tools)
  })

  await step('who has looked: an emergency, an opening, refusals', async () => {
    await visit(`${family}/looked`)
    await look('looked')
    await printed('looked')
    await leavesNoneOf('main li a')
    const events = await page.locator('.porthor-timeline__event').count()
    if (events < 3) throw new Error(`only ${events} entries`)
    await page.locator('#agency').selectOption('nant-y-wennol')
    await follow(submit())
    await page.locator('.porthor-timeline__event').first().waitFor()
    await page.locator('#agency').selectOption('tair-afon')
    await follow(submit())
    await look('looked-none')
  })

  await step('ask about an entry', async () => {
    await visit(`${family}/looked`)
    await follow(page.locator('.porthor-timeline__event a').first())
    await look('entry')
    await follow(submit())
    await page.locator('.govuk-error-summary').waitFor()
    await look('entry-wrong')
    await page.locator('input[name=kind]').first().check()
    await page.locator('#text').fill('Pam, os gwelwch yn dda? / Why, please?\nDiolch.')
    await follow(submit())
    await page.getByText('Why, please?').waitFor()
    await look('entry-asked')
  })

  const file = await step('reports, the child-friendly one first; one downloaded', async () => {
    await visit(`${family}/reports`)
    await look('reports')
    const first = await page.locator('main h2').first().innerText()
    if (!first.includes('fy-adroddiad-i')) throw new Error(`the first is ${first}`)
    if ((await page.locator('main').innerText()).includes('mewnol')) throw new Error('a report for professionals is named')
    await follow(page.getByRole('link', { name: 'asesiad-lleferydd.pdf' }))
    await look('report')
    await printed('report')
    await leavesNoneOf('main h2')
    const heading = await page.locator('h1').innerText()
    if (heading.includes('.pdf')) throw new Error(`the report is called by its file: ${heading}`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.govuk-button').click()])
    return download.suggestedFilename()
  })

  await step('this is wrong', async () => {
    await page.locator('input[name=kind][value=wrong]').check()
    await page.locator('#text').fill('Mae\'r oedran ar dudalen dau yn anghywir. / The age on page two is wrong.')
    await follow(submit())
    await page.getByText('The age on page two is wrong').waitFor()
    await look('report-said')
  })

  await step('the clinician answers', async () => {
    const staff = await person({ language: tools.language })
    await signIn(staff, input.clinician)
    await inLanguage(staff)
    await staff.visit(`/desk/${input.case}/remarks`)
    await staff.look('answers')
    await staff.follow(staff.page.locator('main form button[type=submit]').first())
    await staff.page.locator('.govuk-error-summary').waitFor()
    await staff.page.locator('main textarea').first().fill('Diolch; fe\'i cywirwn. / Thank you; we will put it right.')
    await staff.follow(staff.page.locator('main form button[type=submit]').first())
    await staff.look('answered')
  })

  await step('she reads the answer', async () => {
    await visit(`${family}/remarks`)
    await page.getByText('we will put it right').waitFor()
    await look('remarks')
  })

  const code = await step('a helper is named, and the code shown once', async () => {
    await visit(`${family}/helpers`)
    await look('helpers')
    await follow(submit())
    await page.locator('.govuk-error-summary').waitFor()
    await look('helpers-wrong')
    await page.locator('#name').fill('Cyfaill Dychmygol')
    await page.locator('#address').fill(input.helper)
    await page.locator('input[name=language][value=cy]').check()
    await page.locator('input[name=standing][value=case-friend]').check()
    await page.locator('input[name=help][value=see-what-i-see]').check()
    await day(page, 'until', daysOn(60))
    await follow(submit())
    await look('helper-code')
    await printed('helper-code')
    const letter = page.locator('.porthor-letter__side')
    const sides = await letter.allInnerTexts()
    for (const side of sides) if (!side.includes('/join') || !side.includes(input.helper)) throw new Error(`it does not say where to go: ${side}`)
    if (sides.length !== 2 || (await letter.first().getAttribute('lang')) !== 'cy') throw new Error('it is not in the language of whom it is for')
    return page.locator('.porthor-letter__code').first().innerText()
  })

  await step('and ended', async () => {
    await visit(`${family}/helpers`)
    await look('helper-named')
    await follow(page.locator('button.govuk-button--warning'))
    if (await page.locator('button.govuk-button--warning').count()) throw new Error('the helper is still there')
  })
  return { file, code }
}

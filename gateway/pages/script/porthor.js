// What script adds to pages that work without it. First the design system's own behaviour, then ours: an element with
// data-module="porthor-NAME" is handed to the function NAME of modules/index.js.
import {
  Button,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from 'govuk-frontend'
import modules from './modules/index.js'

const PREFIX = 'porthor-'

// The design system asks for both names before it does anything. It sets them by an inline script; our policy allows none.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const element of document.querySelectorAll(`[data-module^="${PREFIX}"]`)) {
  const name = element.getAttribute('data-module').slice(PREFIX.length)
  // One that fails must not keep the others from working; the page works without any of them.
  try {
    if (!Object.prototype.hasOwnProperty.call(modules, name)) throw new Error('modules/index.js has none of this name')
    modules[name](element)
  } catch (error) {
    console.error(`${PREFIX}${name} does not run`, error)
  }
}

// Ours have run, so that they may change what these find.
// Checkboxes and Radios stand here because, once the body carries those names, what they may reveal is hidden until they run.
for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink, Tabs]) {
  createAll(component)
}

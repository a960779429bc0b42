// The only script of the pages. Everything works without it; it makes menus fold and moves focus to the first error.
import { initAll } from './govuk-frontend.min.js'

initAll()

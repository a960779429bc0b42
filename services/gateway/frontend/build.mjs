// Writes the style sheet and scripts of the pages to the directory named by STATIC_DIR. Run by `npm run build`.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const out = process.env.STATIC_DIR
if (!out) {
  console.error('STATIC_DIR is not set: say where the style sheet and scripts should go, for example STATIC_DIR=out npm run build')
  process.exit(2)
}
const target = resolve(out)
mkdirSync(target, { recursive: true })
const { css } = sass.compile(join(here, 'scss', 'waymark.scss'), {
  loadPaths: [modules],
  style: 'compressed',
  quietDeps: true
})
writeFileSync(join(target, 'waymark.css'), css)
copyFileSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(target, 'govuk-frontend.min.js'))
for (const own of ['waymark.js', 'icon.svg']) copyFileSync(join(here, own), join(target, own))
console.log(`Built the front end: waymark.css (${Math.round(css.length / 1024)} kB) and scripts`)

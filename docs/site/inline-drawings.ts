/** Puts pictures that have colours for light and dark pages into the page itself, where they take those of its theme. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../test/support/workspace.ts'

const folder = join(root, 'docs/images')
const image = /^!\[([^\]]*)\]\(\/images\/([\w-]+)\.svg\)$/gm
/** The one style sheet of such a picture: its colours, and those for dark pages. */
const style = /<style>svg\{([^}]*)\}@media\(prefers-color-scheme:dark\)\{svg\{([^}]*)\}\}<\/style>\n/

const pictureOf = (name: string): string => readFileSync(join(folder, `${name}.svg`), 'utf8')

/** The text with each image of such a picture replaced by the picture, with the words of the image for those who do not see it. */
export const inlineDrawings = (text: string): string =>
  text.replaceAll(image, (whole, words: string, name: string) => {
    const svg = pictureOf(name)
    if (!style.test(svg)) return whole
    const label = svg.includes(' aria-label="')
      ? ''
      : ` role="img" aria-label="${words.replaceAll('"', '&quot;')}"`
    const drawn = svg.replace(style, '').replace('<svg', `<svg${label}`).trim()
    return `<figure class="drawing drawing-${name}" tabindex="0">\n${drawn}\n</figure>`
  })

/** The colours of all such pictures on the site, whose dark theme is a class. Their background is that of the page. */
export const drawingsStyle = (): string =>
  globSync('*.svg', { cwd: folder })
    .sort()
    .flatMap((file) => {
      const [, light, dark] = style.exec(readFileSync(join(folder, file), 'utf8')) ?? []
      if (light === undefined || dark === undefined) return []
      const picture = `.drawing-${basename(file, '.svg')} svg`
      return `${picture}{${light};--paper:none}.dark ${picture}{${dark};--paper:none}`
    })
    .join('')

/** Puts drawings into the page itself, where they take the colours of its theme. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../test/support/workspace.ts'
import { drawings } from '../drawings/drawings.ts'

const picture = /^!\[[^\]]*\]\(\/images\/([\w-]+)\.svg\)$/gm

/** The text with each image of a drawing replaced by the drawing. */
export const inlineDrawings = (text: string): string =>
  text.replaceAll(picture, (image, name: string) => {
    if (!Object.hasOwn(drawings, name)) return image
    const svg = readFileSync(join(root, `docs/images/${name}.svg`), 'utf8')
    return `<figure class="drawing" tabindex="0">\n${svg.replace(/<style>.*<\/style>\n/, '').trim()}\n</figure>`
  })

import { parseSync } from 'rolldown/utils'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['plugins']>[number]

/** What bundlers and readers of built code need: annotations, licences, and the source that a part of a file comes from. */
const kept = /[@#]__|@license|@preserve|^!|^ [./\w-]+\.[cm]?[jt]s$/

/**
 * Leaves comments out of what is built: they are in the declarations, where editors show them. V8 keeps a file with one letter that is not
 * ASCII in twice the memory and takes twice as long to compile it, and of those that esbuild writes all are in comments.
 */
export const withoutComments = (): Plugin => ({
  name: 'without-comments',
  renderChunk(code, { path }) {
    let text = ''
    let end = 0
    for (const comment of parseSync(path, code).comments) {
      if (kept.test(comment.value) || code.startsWith('#!', comment.start)) continue
      const place = lineOf(code, comment)
      text += code.slice(end, place.start)
      end = place.end
    }
    return { code: text + code.slice(end) }
  },
})

type Place = { readonly start: number; readonly end: number }

/** The whole line of a comment that has a line for itself. */
function lineOf(code: string, { start, end }: Place): Place {
  const lineStart = code.lastIndexOf('\n', start) + 1
  const isAlone = code.slice(lineStart, start).trim() === '' && code[end] === '\n'
  return isAlone ? { start: lineStart, end: end + 1 } : { start, end }
}

import type { Content } from './content.ts'

/** All text of an answer, joined. */
export function textOf(answer: { readonly content: readonly Content[] }): string {
  return answer.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

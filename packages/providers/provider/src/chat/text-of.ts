import type { Content } from './content.ts'
import type { ToolResultContent } from './message.ts'

/** All text of an answer, or of a tool's result, joined. */
export function textOf(answer: { readonly content: readonly (Content | ToolResultContent)[] }): string {
  let text = ''
  for (const part of answer.content) if (part.type === 'text') text += part.text
  return text
}

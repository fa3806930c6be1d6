import type { WebFormatName } from '../web-options.ts'
import { anthropicFormat } from './anthropic.ts'
import { openaiFormat } from './openai.ts'
import { sseFormat } from './sse.ts'
import { textFormat } from './text.ts'
import { uiMessageFormat } from './ui-message.ts'
import type { WebFormat } from './web-format.ts'

/** The formats by their names. */
export const formats: Readonly<Record<WebFormatName, WebFormat>> = {
  text: textFormat,
  sse: sseFormat,
  'ui-message': uiMessageFormat,
  openai: openaiFormat,
  anthropic: anthropicFormat,
}

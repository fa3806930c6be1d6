import { asText } from '@llm-balancer/provider'
import { recordsOf, shownType, textIn, untranslatable } from '../untranslatable.ts'

/** A text, or text parts, joined. @throws TypeError for other parts */
export function textOfParts(content: unknown): string {
  if (!Array.isArray(content)) return textIn(content, 'a content')
  return recordsOf(content, 'a content')
    .map(({ type, text, refusal }) => {
      if (typeof text === 'string') return text
      if (type === 'refusal') return asText(refusal)
      throw untranslatable(`text with a part of type ${shownType(type)}`)
    })
    .join('')
}

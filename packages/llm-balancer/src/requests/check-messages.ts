import { describe, isRecord } from '../config/checks.ts'
import { checkPart } from './check-part.ts'
import { checkWord } from './check-word.ts'

const contents: Readonly<Record<string, { readonly isText: boolean; readonly isList: boolean }>> = {
  system: { isText: true, isList: false },
  user: { isText: true, isList: true },
  assistant: { isText: true, isList: true },
  tool: { isText: false, isList: true },
}

/** Checks a conversation. Says where it is wrong, never what was said. @throws TypeError */
export function checkMessages(name: string, messages: unknown): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    const got = Array.isArray(messages) ? 'an empty one' : describe(messages)
    throw new TypeError(`"${name}" must be an array with at least one message, got ${got}`)
  }
  for (const [index, message] of messages.entries()) checkMessage(`${name}[${String(index)}]`, message)
}

function checkMessage(place: string, message: unknown): void {
  if (!isRecord(message)) throw new TypeError(`"${place}" must be an object, got ${describe(message)}`)
  const { role, content } = message
  const word = checkWord(`${place}.role`, role, Object.keys(contents))
  const { isText = false, isList = false } = contents[word] ?? {}
  if (isText && typeof content === 'string') return
  if (isList && Array.isArray(content)) {
    for (const [index, part] of content.entries()) checkPart(`${place}.content[${String(index)}]`, word, part)
    return
  }
  const what = [...(isText ? ['a string'] : []), ...(isList ? ['an array of parts'] : [])]
  throw new TypeError(`"${place}.content" must be ${what.join(' or ')}, got ${describe(content)}`)
}

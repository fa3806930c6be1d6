import { describe, isRecord } from '../config/checks.ts'

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
  const known = typeof role === 'string' && Object.hasOwn(contents, role) ? contents[role] : undefined
  if (known === undefined) {
    const roles = Object.keys(contents).map((word) => `"${word}"`)
    const got = typeof role === 'string' ? 'another string' : describe(role)
    throw new TypeError(`"${place}.role" must be one of ${roles.join(', ')}, got ${got}`)
  }
  if (known.isText && typeof content === 'string') return
  if (known.isList && Array.isArray(content)) {
    for (const [index, part] of content.entries()) checkPart(`${place}.content[${String(index)}]`, part)
    return
  }
  const what = [...(known.isText ? ['a string'] : []), ...(known.isList ? ['an array of parts'] : [])]
  throw new TypeError(`"${place}.content" must be ${what.join(' or ')}, got ${describe(content)}`)
}

function checkPart(place: string, part: unknown): void {
  if (!isRecord(part)) throw new TypeError(`"${place}" must be an object, got ${describe(part)}`)
  const { type, text } = part
  if (typeof type !== 'string') {
    throw new TypeError(`"${place}.type" must be a string, got ${describe(type)}`)
  }
  if (type === 'text' && typeof text !== 'string') {
    throw new TypeError(`"${place}.text" must be a string, got ${describe(text)}`)
  }
}

import { checkOneOf, describeValue, readProperty, subjectOf, type Check } from '@llm-balancer/core/options'
import { checkPart } from './check-part.ts'

const contents: Readonly<Record<string, { readonly isText: boolean; readonly isList: boolean }>> = {
  system: { isText: true, isList: false },
  user: { isText: true, isList: true },
  assistant: { isText: true, isList: true },
  tool: { isText: false, isList: true },
}

const roles = Object.keys(contents)

/** Checks a conversation. Says where it is wrong, never what is in it. @throws TypeError */
export const checkMessages: Check = (name, messages, owner) => {
  if (!Array.isArray(messages) || messages.length === 0) {
    const got = Array.isArray(messages) ? 'an empty one' : describeValue(messages)
    throw new TypeError(`${subjectOf(name, owner)} must be an array with at least one message, got ${got}`)
  }
  for (const [index, message] of messages.entries()) checkMessage(`${name}[${String(index)}]`, message, owner)
  return messages as unknown
}

const checkMessage: Check = (place, message, owner) => {
  if (describeValue(message) !== 'an object')
    throw new TypeError(`${subjectOf(place, owner)} must be an object, got ${describeValue(message)}`)
  const role = checkOneOf(`${place}.role`, readProperty(message, 'role'), roles, owner)
  const content = readProperty(message, 'content')
  const { isText = false, isList = false } = contents[role] ?? {}
  if (isText && typeof content === 'string') return message
  if (isList && Array.isArray(content)) {
    for (const [index, part] of content.entries())
      checkPart({ place: `${place}.content[${String(index)}]`, owner }, role, part)
    return message
  }
  const what = [...(isText ? ['a string'] : []), ...(isList ? ['an array of parts'] : [])]
  throw new TypeError(
    `${subjectOf(`${place}.content`, owner)} must be ${what.join(' or ')}, got ${describeValue(content)}`,
  )
}

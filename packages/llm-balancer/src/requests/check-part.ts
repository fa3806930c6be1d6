import { checkOneOf, checkString, describeValue, readProperty, subjectOf } from '@llm-balancer/core/options'
import type { AssistantPart, FileData, ToolPart, ToolResultOutput, UserPart } from '@llm-balancer/provider'

/** Where a part is, and what begins the messages. */
type Place = { readonly place: string; readonly owner: string | undefined }

const user = ['text', 'file'] as const satisfies readonly UserPart['type'][]
const assistant = [
  ...user,
  'custom',
  'reasoning',
  'reasoning-file',
  'tool-call',
  'tool-result',
] as const satisfies readonly AssistantPart['type'][]
const tool = ['tool-result', 'tool-approval-response'] as const satisfies readonly ToolPart['type'][]

/** The types of parts that a message of each role may have. */
const partsOf: Readonly<Record<string, readonly string[]>> = { user, assistant, tool }

/** The names of an image's part in other APIs. */
const imageTypes: readonly unknown[] = ['image_url', 'image', 'input_image']

const outputs: readonly ToolResultOutput['type'][] = [
  'text',
  'json',
  'execution-denied',
  'error-text',
  'error-json',
  'content',
]
const files: readonly FileData['type'][] = ['data', 'url', 'reference', 'text']
const wantedOf: Readonly<Record<FileData['type'], string>> = {
  data: 'bytes or base64',
  url: 'an address',
  reference: 'an object',
  text: 'a string',
}

/** The texts that a part of each type has to have. */
const textsOf: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  file: ['mediaType'],
  'reasoning-file': ['mediaType'],
  'tool-call': ['toolCallId', 'toolName'],
  'tool-result': ['toolCallId', 'toolName'],
}

/** Checks one part of a message. Says where it is wrong, never what is in it. @throws TypeError */
export function checkPart({ place, owner }: Place, role: string, part: unknown): void {
  checkRecord({ place, owner }, part)
  const type = readProperty(part, 'type')
  if (imageTypes.includes(type)) {
    const subject = subjectOf(`${place}.type`, owner)
    throw new TypeError(`${subject} is "${String(type)}"; an image is { type: 'file', mediaType, data }`)
  }
  checkOneOf(`${place}.type`, type, partsOf[role] ?? [], owner)
  for (const name of textsOf[type as string] ?? [])
    checkString(`${place}.${name}`, readProperty(part, name), owner)
  if (type === 'file' || type === 'reasoning-file')
    checkFile({ place: `${place}.data`, owner }, readProperty(part, 'data'))
  if (type === 'tool-result') {
    const output = readProperty(part, 'output')
    checkRecord({ place: `${place}.output`, owner }, output)
    checkOneOf(`${place}.output.type`, readProperty(output, 'type'), outputs, owner)
  }
}

/** A file is told by its `type`; a bare text could be an address, base64 or a text. */
function checkFile({ place, owner }: Place, data: unknown): void {
  checkRecord({ place, owner }, data, 'an object such as { type: "data", data } or { type: "url", url }')
  const type = checkOneOf(`${place}.type`, readProperty(data, 'type'), files, owner)
  const content = readProperty(data, type)
  if (typeof content === 'string' && type !== 'reference') return
  if (type === 'data' && ArrayBuffer.isView(content)) return
  if ((type === 'url' || type === 'reference') && describeValue(content) === 'an object') return
  const subject = subjectOf(`${place}.${type}`, owner)
  throw new TypeError(`${subject} must be ${wantedOf[type]}, got ${describeValue(content)}`)
}

function checkRecord({ place, owner }: Place, value: unknown, wanted = 'an object'): void {
  if (describeValue(value) === 'an object') return
  throw new TypeError(`${subjectOf(place, owner)} must be ${wanted}, got ${describeValue(value)}`)
}

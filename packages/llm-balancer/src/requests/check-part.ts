import type { AssistantPart, FileData, ToolPart, ToolResultOutput, UserPart } from '@llm-balancer/provider'
import { describe, isRecord } from '../config/checks.ts'
import { checkWord } from './check-word.ts'

type Fields = Readonly<Record<string, unknown>>

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

/** What a message of each role may be made of. */
const partsOf: Readonly<Record<string, readonly string[]>> = { user, assistant, tool }

const outputs: readonly ToolResultOutput['type'][] = [
  'text',
  'json',
  'execution-denied',
  'error-text',
  'error-json',
  'content',
]
const files: readonly FileData['type'][] = ['data', 'url', 'reference', 'text']

/** The texts that a part of each type has to have. */
const textsOf: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  file: ['mediaType'],
  'reasoning-file': ['mediaType'],
  'tool-call': ['toolCallId', 'toolName'],
  'tool-result': ['toolCallId', 'toolName'],
}

/** Checks one part of a message. Says where it is wrong, never what was said. @throws TypeError */
export function checkPart(place: string, role: string, part: unknown): void {
  const fields = checkFields(place, part)
  const type = checkWord(`${place}.type`, fields['type'], partsOf[role] ?? [])
  for (const name of textsOf[type] ?? []) checkText(`${place}.${name}`, fields[name])
  if (type === 'file' || type === 'reasoning-file') checkFile(`${place}.data`, fields['data'])
  if (type === 'tool-result') {
    const output = checkFields(`${place}.output`, fields['output'])
    checkWord(`${place}.output.type`, output['type'], outputs)
  }
}

/** A file is told by its `type`; a bare text could be an address, base64 or a text. */
function checkFile(place: string, data: unknown): void {
  const fields = checkFields(place, data, 'an object such as { type: "data", data } or { type: "url", url }')
  const type = checkWord(`${place}.type`, fields['type'], files)
  const content = fields[type]
  if (typeof content === 'string' && type !== 'reference') return
  if (type === 'data' && ArrayBuffer.isView(content)) return
  if ((type === 'url' || type === 'reference') && isRecord(content)) return
  const wanted = { data: 'bytes or base64', url: 'an address', reference: 'an object', text: 'a string' }
  throw new TypeError(
    `"${place}.${type}" must be ${wanted[type as FileData['type']]}, got ${describe(content)}`,
  )
}

function checkFields(place: string, value: unknown, wanted = 'an object'): Fields {
  if (isRecord(value)) return value
  throw new TypeError(`"${place}" must be ${wanted}, got ${describe(value)}`)
}

function checkText(place: string, value: unknown): void {
  if (typeof value === 'string') return
  throw new TypeError(`"${place}" must be a string, got ${describe(value)}`)
}

import { checkReply, type Reply } from './answer.ts'
import { parseDelay, type Delay, type DelaySource } from './delay.ts'
import {
  parseFault,
  parseRandomFaults,
  type Fault,
  type NamedFault,
  type RandomFaults,
  type ResolvedFaults,
  type StatusFault,
} from './fault.ts'
import type { FormatName } from './formats/formats.ts'
import { parseLimits, type FakeLimits } from './limits.ts'
import type { RecordedRequest } from './record.ts'
import { checkKeys, checkObject } from './validate.ts'

/** How a target behaves. All of it can be changed while it serves. */
export interface FakeTargetSettings {
  /** Time until the first byte of an answer or a vendor's error. @default 0 */
  readonly latency?: Delay
  /** Time between two chunks of a stream; a whole answer takes as long as its stream would. @default 0 */
  readonly chunkGap?: Delay
  /** @default none */
  readonly limits?: FakeLimits
  /** Faults that strike at random. @default none */
  readonly faults?: RandomFaults | readonly RandomFaults[]
  /** What it answers in chat. @default a text whose every word names the target and the request, see `sourcesOf` */
  readonly reply?: Reply | ((request: RecordedRequest) => Reply)
  /** The keys it accepts; any other is refused in the vendor's words. @default every key, and none */
  readonly apiKey?: string | readonly string[]
  /** The models it has; any other is not found, in the vendor's words. @default every model */
  readonly models?: readonly string[]
}

/** A target of the fake. */
export interface FakeTargetOptions extends FakeTargetSettings {
  /** The wire format it speaks. @default 'openai' */
  readonly format?: FormatName
}

/** One step of a script: a normal answer, a fault, or an answer with its own reply. To a question for vectors it is `'ok'`. */
export type ScriptStep = 'ok' | Fault | { readonly reply: Reply }

/** The same as {@link FakeTargetSettings}, checked and ready for use. */
export type ResolvedSettings = {
  readonly latency: DelaySource
  /** Undefined when chunks follow each other at once. */
  readonly chunkGap: DelaySource | undefined
  readonly limits: FakeLimits
  readonly faults: readonly ResolvedFaults[]
  readonly reply: FakeTargetSettings['reply']
  readonly apiKeys: ReadonlySet<string> | undefined
  readonly models: readonly string[] | undefined
}

/** A step of a script in its long form; `reply: undefined` is a normal answer. */
export type ResolvedStep = NamedFault | StatusFault | { readonly reply: Reply | undefined }

const known = ['latency', 'chunkGap', 'limits', 'faults', 'reply', 'apiKey', 'models']

/** Checks the settings of a target. `where` names it in errors: `target "fast"`. */
export function parseSettings(where: string, settings: FakeTargetSettings): ResolvedSettings {
  checkObject(where, settings)
  checkKeys(where, settings, known)
  const { latency = 0, chunkGap = 0, limits = {}, faults = [], reply, apiKey, models } = settings
  if (reply !== undefined && typeof reply !== 'function') checkReply(`${where}: reply`, reply)
  return {
    latency: parseDelay(`${where}: latency`, latency),
    chunkGap: chunkGap === 0 ? undefined : parseDelay(`${where}: chunkGap`, chunkGap),
    limits: parseLimits(`${where}: limits`, limits),
    faults: parseRandomFaults(`${where}: faults`, faults),
    reply,
    apiKeys: apiKey === undefined ? undefined : new Set(wordList(`${where}: apiKey`, apiKey)),
    models: models === undefined ? undefined : wordList(`${where}: models`, models),
  }
}

/** Checks one step of a script. `option` names it in errors. */
export function parseStep(option: string, step: ScriptStep): ResolvedStep {
  if (step === 'ok') return { reply: undefined }
  if (typeof step === 'object' && 'reply' in step) {
    checkKeys(`"${option}"`, step, ['reply'])
    checkReply(`${option}.reply`, step.reply)
    return step
  }
  return parseFault(option, step)
}

function wordList(option: string, value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const words = list.filter((word): word is string => typeof word === 'string' && word !== '')
  if (list.length > 0 && words.length === list.length) return words
  throw new TypeError(`"${option}" must be a text or a list of texts, none of them empty`)
}

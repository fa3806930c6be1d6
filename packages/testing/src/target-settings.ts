import {
  checkBoolean,
  checkText,
  optionsOf,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { checkReply, type Reply } from './answer.ts'
import { checkDelay, type Delay, type DelaySource } from './delay.ts'
import {
  checkFault,
  checkRandomFaults,
  type Fault,
  type NamedFault,
  type RandomFaults,
  type ResolvedFaults,
  type StatusFault,
} from './fault.ts'
import type { FormatName } from './formats/formats.ts'
import { checkLimits, type FakeLimits } from './limits.ts'
import { nonEmptyListOf } from './non-empty-list-of.ts'
import type { RecordedRequest } from './record.ts'

/** How a target behaves. All of it can be changed while it serves. */
export interface FakeTargetSettings {
  /** Time until the first byte of an answer or a vendor's error. @default 0 */
  readonly latency?: Delay | undefined
  /** Time between two chunks of a stream; a whole answer takes as long as its stream would. @default 0 */
  readonly chunkGap?: Delay | undefined
  /** @default none */
  readonly limits?: FakeLimits | undefined
  /** Faults that strike at random. @default none */
  readonly faults?: RandomFaults | readonly RandomFaults[] | undefined
  /** What it answers in chat. @default a text whose every word names the target and the request, see `sourcesOf` */
  readonly reply?: Reply | ((request: RecordedRequest) => Reply) | undefined
  /** The keys it accepts; any other is refused in the vendor's words. @default any key, also a missing one */
  readonly apiKey?: string | readonly string[] | undefined
  /**
   * The account whose key it has. What an account has issued (stored answers, encrypted reasoning, signatures) means nothing to another
   * one, which refuses it in the vendor's words. @default an account of its own; signatures of Anthropic's and Google's formats are good
   * for all of the vendor's targets
   */
  readonly account?: string | undefined
  /** The models it has; any other is not found, in the vendor's words. @default every model */
  readonly models?: readonly string[] | undefined
  /** False: it refuses a conversation that ends with an assistant's message for it to continue. @default true */
  readonly prefill?: boolean | undefined
}

/** A target of the fake. */
export interface FakeTargetOptions extends FakeTargetSettings {
  /** The wire format it speaks. @default 'openai' */
  readonly format?: FormatName | undefined
}

/** One step of a script: a normal answer, a fault, or an answer with its own reply, which counts as `'ok'` for embeddings. */
export type ScriptStep = 'ok' | Fault | { readonly reply: Reply }

/** The same as {@link FakeTargetSettings}, checked and ready for use. */
export type ResolvedSettings = {
  readonly latency: DelaySource
  /** Undefined when chunks follow each other at once. */
  readonly chunkGap: DelaySource | undefined
  readonly limits: FakeLimits
  readonly faults: readonly ResolvedFaults[]
  readonly reply: FakeTargetSettings['reply']
  readonly apiKey: ReadonlySet<string> | undefined
  readonly account: string | undefined
  readonly models: readonly string[] | undefined
  readonly prefill: boolean
}

/** A step of a script in its long form; `reply: undefined` is a normal answer. */
export type ResolvedStep = NamedFault | StatusFault | { readonly reply: Reply | undefined }

const checkWords = nonEmptyListOf(checkText)

/** The check and the default of each setting of a target. */
export const settingsTable: OptionTable<ResolvedSettings> = {
  latency: [checkDelay, 0],
  chunkGap: [(name, value, owner) => (value === 0 ? undefined : checkDelay(name, value, owner))],
  limits: [checkLimits, {}],
  faults: [checkRandomFaults, []],
  reply: [(name, value, owner) => (typeof value === 'function' ? value : checkReply(name, value, owner))],
  apiKey: [
    (name, value, owner) =>
      new Set(
        typeof value === 'string'
          ? [checkText(name, value, owner)]
          : (checkWords(name, value, owner) as unknown[]),
      ),
  ],
  account: [checkText],
  models: [checkWords],
  prefill: [checkBoolean, true],
}

const checkReplyStep = optionsOf<{ reply: Reply }>({ reply: [checkReply, required] })

/** One step of a script; gives its long form. */
export const checkStep: Check = (name, value, owner): ResolvedStep => {
  if (value === 'ok') return { reply: undefined }
  if (readProperty(value, 'reply') !== undefined)
    return checkReplyStep(name, value, owner) as { readonly reply: Reply }
  return checkFault(name, value, owner) as NamedFault | StatusFault
}

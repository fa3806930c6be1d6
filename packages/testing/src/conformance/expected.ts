import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LimitReport } from '@llm-balancer/core'
import type { FinishReason } from '@llm-balancer/provider'
import { fixturesFolder, type Surface } from './fixtures.ts'

/** What a chat adapter has to make of a recorded answer. A field that is left out is the adapter's choice. */
export type ExpectedAnswer = {
  readonly text?: string
  readonly reasoning?: string
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: string }[]
  readonly finish: {
    /** Any of these will do. */
    readonly unified: readonly FinishReason['unified'][]
    readonly raw?: string
  }
  /** Token counts; input and output are unknown when they are left out. */
  readonly usage: {
    readonly input?: number
    readonly output?: number
    readonly cacheRead?: number
    readonly cacheWrite?: number
    readonly reasoning?: number
  }
}

/** What an embedding adapter has to make of a recorded answer. */
export type ExpectedEmbeddings = {
  readonly vectors: readonly (readonly number[])[]
  /** Input tokens; unknown when they are left out. */
  readonly tokens?: number
}

/** What is expected of a surface. */
export type Expectations = {
  /** What the headers of `chat` say of the limits. */
  readonly limits: readonly LimitReport[]
  /** By the name of the fixture; every success has one. */
  readonly answers: Readonly<Record<string, ExpectedAnswer>>
  /** By the name of the fixture, where the surface has embeddings. */
  readonly embeddings?: Readonly<Record<string, ExpectedEmbeddings>>
}

/** What is expected of a surface, from its handwritten `expected.json`. */
export function readExpectations(surface: Surface): Expectations {
  const all = JSON.parse(readFileSync(join(fixturesFolder(), 'expected.json'), 'utf8')) as Record<
    Surface,
    Expectations
  >
  return all[surface]
}

import { readFileSync } from 'node:fs'
import { fixtureDate, readFixtures, type Surface } from '@llm-balancer/testing/conformance'

/** An answer of a vendor's server, and what has to be read from it. */
export type Wire = {
  readonly surface: Surface
  readonly name: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly stream: boolean
  readonly expected: Expected
}

/** What every reader has to make of a wire. */
export type Expected =
  | {
      readonly failure: string
      /** Whom the failure is put down to. @default not compared */
      readonly scope?: string
    }
  | {
      readonly text: string
      readonly calls: readonly string[]
      /** Any of these will do. */
      readonly finish: readonly string[]
      /** Unknown where it is left out. */
      readonly usage: { readonly input?: number; readonly output?: number }
    }

/** The surfaces whose recorded answers are read. */
const surfaces = [
  ...(['openai', 'openai-responses', 'azure-openai', 'openai-compatible'] as const),
  ...(['anthropic', 'google', 'cohere', 'mistral', 'groq', 'together'] as const),
] as const satisfies readonly Surface[]

type RecordedAnswer = {
  readonly text?: string
  readonly toolCalls?: readonly { readonly name: string; readonly input: string }[]
  readonly finish: { readonly unified: readonly string[] }
  readonly usage: { readonly input?: number; readonly output?: number }
}

const fixtures = new URL('../../../packages/testing/fixtures/expected.json', import.meta.url)

/** Every recorded answer, and every refusal, of `@llm-balancer/testing`. */
export function recordedWires(): Wire[] {
  const expected = JSON.parse(readFileSync(fixtures, 'utf8')) as Readonly<
    Record<Surface, { readonly answers: Readonly<Record<string, RecordedAnswer>> }>
  >
  return surfaces.flatMap((surface) =>
    readFixtures(surface).map(({ name, status, headers, body, stream, expect }) => ({
      ...{ surface, name, status, body, stream },
      headers: { date: new Date(fixtureDate).toUTCString(), ...headers },
      expected:
        expect === undefined
          ? answerOf(expected[surface].answers[name], name)
          : { failure: expect.kind, scope: expect.scope },
    })),
  )
}

function answerOf(recorded: RecordedAnswer | undefined, name: string): Expected {
  if (recorded === undefined) throw new Error(`nothing is expected of ${name}`)
  const { text = '', toolCalls = [], finish, usage } = recorded
  return { text, calls: toolCalls.map(callOf), finish: finish.unified, usage }
}

/** A call as it is compared: its name and its arguments, in one form. */
export function callOf({ name, input }: { readonly name: string; readonly input: unknown }): string {
  return `${name}(${typeof input === 'string' ? compactJson(input) : JSON.stringify(input)})`
}

function compactJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

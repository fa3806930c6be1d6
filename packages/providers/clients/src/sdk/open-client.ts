import { isSdkClient, openRequestClient } from './request-client.ts'
import { isCohere, openCohere } from './cohere-client.ts'
import { isGenAI, openGenAI } from './genai-client.ts'
import { isMistral, openMistral } from './mistral-client.ts'
import type { OpenClient } from './opened.ts'

const kinds = [
  [isGenAI, openGenAI],
  [isMistral, openMistral],
  [isCohere, openCohere],
  [isSdkClient, openRequestClient],
] as const satisfies readonly (readonly [
  (client: unknown) => boolean,
  (client: never, owner: string) => OpenClient,
])[]

/** True for an object with the shape of a client of some SDK. */
export function isClient(value: unknown): boolean {
  return kinds.some(([is]) => is(value))
}

/** @throws TypeError when it is not a client of a known SDK, or one of a kind that cannot be used */
export function openClient(owner: string, client: unknown): OpenClient {
  for (const [is, open] of kinds) if (is(client)) return open(client as never, owner)
  throw unknownClient(owner)
}

/** The error for a client of no known SDK. */
export function unknownClient(owner: string): TypeError {
  return new TypeError(
    `${owner}: the client is none of the OpenAI, Anthropic, Google, Mistral, Cohere, Groq or Together SDK; if it is like OpenAI's and speaks the format of one, say so with "vendor"`,
  )
}

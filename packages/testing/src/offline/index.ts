/**
 * Preloaded, it answers the calls of a program that would leave the machine: no key, no network, no change of the program.
 *
 * ```sh
 * node --import @llm-balancer/testing/offline app.js
 * ```
 *
 * It replaces the global `fetch`, which the adapters and the official SDKs use. Other ways to the network are as they were.
 */
import { createFakeLLM, type FakeLLM } from '../fake-llm.ts'
import type { FormatName } from '../formats/formats.ts'
import { offlineFetch } from './offline-fetch.ts'

const formats = {
  openai: {},
  'azure-openai': {},
  anthropic: {},
  google: {},
  cohere: {},
  mistral: {},
  groq: {},
  together: {},
} satisfies Record<FormatName, object>

/** The fake that answers, with one target for each format. Program it as any other: `vendors.target('openai').outage('overloaded')`. */
export const vendors: FakeLLM<FormatName> = createFakeLLM({
  targets: (Object.keys(formats) as FormatName[]).map((format) => ({
    id: format,
    format,
    reply: `This is the fake ${format}.`,
  })),
})

globalThis.fetch = offlineFetch(vendors, globalThis.fetch)

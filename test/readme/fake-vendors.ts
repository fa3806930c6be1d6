import { startFakeLLM } from '../../packages/testing/src/index.ts'
import type { FormatName } from '../../packages/testing/src/index.ts'
import { keyVariables } from '../support/vendors.generated.ts'
import type { FakeAddresses } from './route.ts'

/** A server that answers as every vendor would. */
export interface FakeVendors {
  readonly addresses: FakeAddresses
  /** Environment variables under which the examples find keys; the fake takes any. */
  readonly keys: Readonly<Record<string, string>>
  close(): Promise<void>
}

const formats: readonly FormatName[] = [
  'openai',
  'azure-openai',
  'anthropic',
  'google',
  'cohere',
  'mistral',
  'groq',
  'together',
]

/** Starts the fake server of `@llm-balancer/testing` with one target per wire format. */
export const startFakeVendors = async (): Promise<FakeVendors> => {
  const server = await startFakeLLM({ targets: formats.map((format) => ({ id: format, format })) })
  const addresses = formats.map((format) => [format, `http://127.0.0.1:${server.port}/${format}`])
  return {
    addresses: Object.fromEntries(addresses) as FakeAddresses,
    keys: Object.fromEntries(keyVariables.map((name) => [name, 'example-key'])),
    close: () => server.close(),
  }
}

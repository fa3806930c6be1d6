import type { Surface } from './fixtures.ts'

/** The one header that carries a key. */
export type KeyHeader = { readonly name: string; readonly value: string }

/** `authorization: Bearer …`, as most want it. */
export const bearer = (apiKey: string): KeyHeader => ({ name: 'authorization', value: `Bearer ${apiKey}` })

const others: Readonly<Partial<Record<Surface, (apiKey: string) => KeyHeader>>> = {
  anthropic: (value) => ({ name: 'x-api-key', value }),
  'azure-openai': (value) => ({ name: 'api-key', value }),
  google: (value) => ({ name: 'x-goog-api-key', value }),
}

/** Where a surface wants its key. */
export function usualKeyHeader(surface: Surface): (apiKey: string) => KeyHeader {
  return others[surface] ?? bearer
}

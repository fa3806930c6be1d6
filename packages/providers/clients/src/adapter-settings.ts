import type { ModelSettings } from '@llm-balancer/provider'

/** The settings of every adapter. The key is a placeholder: the client sends its own. */
export type AdapterSettings = ModelSettings & { readonly apiKey: string; readonly baseURL: string }

/** A key for adapters and SDKs that require one where none is used. */
export const placeholderKey = 'llm-balancer'

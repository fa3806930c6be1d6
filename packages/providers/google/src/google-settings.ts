import { checkBoolean } from '@llm-balancer/provider'
import type { ApiKey, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'

/** Settings of a Gemini embedding model. */
export interface GoogleEmbeddingSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request (rotating tokens). */
  readonly apiKey: ApiKey
  /** The model: `gemini-embedding-2`. */
  readonly model: string
  /** Where the API is, with its version; https, or http to this machine. @default 'https://generativelanguage.googleapis.com/v1beta' */
  readonly baseURL?: string | undefined
}

/** Settings of a Gemini model. */
export interface GoogleSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request (rotating tokens, as Vertex AI has them). */
  readonly apiKey: ApiKey
  /** The model: `gemini-3.8-flash`, `tunedModels/mine`. */
  readonly model: string
  /**
   * Where the API is, with its version; https, or http to this machine. Vertex AI:
   * `https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/google`.
   *
   * @default 'https://generativelanguage.googleapis.com/v1beta', none for Vertex AI
   */
  readonly baseURL?: string | undefined
  /**
   * True when the API is Vertex AI's (Gemini Enterprise Agent Platform): the key goes out as `Authorization: Bearer`, tool
   * calls have no ids, and there is no `probe`.
   *
   * @default false
   */
  readonly vertex?: boolean | undefined
}

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<GoogleSettings>> = { vertex: [checkBoolean, false] }

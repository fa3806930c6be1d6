import { ConfigurationError } from '../errors/configuration-error.ts'
import type { SecretFolders } from '../references/read-allowed.ts'
import type { TextSource } from './text-source.ts'

/** Where a configuration comes from. */
export interface ConfigSource {
  readonly text: TextSource
  /** Begins messages: `llm.yaml`, `https://host`. Holds no secret. */
  readonly name: string
  /** Where its secrets may be read from. */
  readonly folders: SecretFolders
  /** What an error of `text` means, and what to do, without a secret. */
  faultOf(error: unknown): string
}

/**
 * The text of a configuration, or undefined when it is the one that was found before.
 *
 * @throws ConfigurationError when it cannot be read
 */
export async function readSource(
  source: ConfigSource,
  isForced: boolean,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return await source.text.read(signal, isForced)
  } catch (error) {
    throw new ConfigurationError(source.name, [
      { path: '', line: 0, column: 0, message: source.faultOf(error) },
    ])
  }
}

import type { Environment } from './references/resolve-environment.ts'
import { resolveEnvironment } from './references/resolve-environment.ts'
import type { SecretFolders } from './references/read-allowed.ts'
import { CatalogueFile } from './references/read-catalogue.ts'
import { readSecretFiles } from './references/read-secret-files.ts'
import { checkConfig } from './checks/check-config.ts'
import type { Values } from './checks/texts.ts'
import { ConfigurationError, type ConfigurationMistake } from './errors/configuration-error.ts'
import { toOptions } from './options/to-options.ts'
import { configSchema } from './schema/config-schema.ts'
import type { LLMConfig } from './schema/config-types.generated.ts'
import { issuesOf } from './schema/issues-of.ts'
import { optionNames } from './schema/option-names.ts'
import type { ConfigIssue } from './text/config-node.ts'
import { placeMistakes, placeOfProvider } from './text/place-mistakes.ts'
import { readDocument } from './text/read-document.ts'
import { renameKeys } from './text/rename-keys.ts'
import { toValue } from './text/to-value.ts'

/** Where a text comes from, and what it may refer to. */
export type TextContext = {
  /** Begins the message of an error: `llm.yaml`. */
  readonly source: string
  readonly env: Environment
  readonly folders: SecretFolders
  /** Keeps the catalogue from one reading to the next. @default none */
  readonly catalogue?: CatalogueFile | undefined
}

/** A configuration that has been read. */
export type ReadConfig = {
  readonly config: LLMConfig
  /** Finds the place of a mistake that the balancer tells, by the provider that it names. */
  readonly placeOf: (message: string) => ConfigurationMistake
}

/** Reads and checks a configuration. @throws ConfigurationError with everything that is wrong */
export async function readText(text: string, context: TextContext): Promise<ReadConfig> {
  const { source, env, folders, catalogue = new CatalogueFile() } = context
  const { root, mistakes } = readDocument(text)
  if (root === undefined) throw new ConfigurationError(source, mistakes)
  const renamed = renameKeys(root, optionNames)
  const resolved = resolveEnvironment(renamed.root, env)
  const complete = await readSecretFiles(resolved.root, folders)
  const value = toValue(complete.root)
  const parsed = configSchema.safeParse(value)
  const models = await catalogue.readFor(value, folders)
  const unresolved = [...resolved.issues, ...complete.issues, ...models.issues]
  const found = [...(parsed.success ? [] : issuesOf(parsed.error.issues)), ...checkConfig(value)]
  const issues = [...renamed.issues, ...unresolved, ...withoutPathsOf(unresolved, found)]
  if (parsed.success && mistakes.length === 0 && issues.length === 0)
    return {
      config: toOptions({ ...(parsed.data as Values), ...models.options }),
      placeOf: (message) => placeOfProvider(complete.root, value, message),
    }
  const placed = placeMistakes(complete.root, issues).filter(
    // What could not be read has no other mistake.
    (issue) => !mistakes.some(({ line, column }) => line === issue.line && column === issue.column),
  )
  throw new ConfigurationError(
    source,
    [...mistakes, ...placed].toSorted((one, other) => one.line - other.line || one.column - other.column),
  )
}

/** What stands where a reference could not be resolved has no other mistake. */
function withoutPathsOf(
  some: readonly ConfigIssue[],
  others: readonly ConfigIssue[],
): readonly ConfigIssue[] {
  const paths = new Set(some.map(({ path }) => JSON.stringify(path)))
  return others.filter(({ path }) => !paths.has(JSON.stringify(path)))
}

import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import { chosenForm } from './composites.ts'

/** An issue of zod's, as far as it is used. */
type SchemaIssue = {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly SchemaIssue[])[]
}

/** What the schema finds, one issue for each mistake. */
export function issuesOf(issues: readonly SchemaIssue[], base: ConfigPath = []): readonly ConfigIssue[] {
  return issues.flatMap((issue): readonly ConfigIssue[] => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
    const { keys = [], errors = [], message } = issue
    if (issue.code === 'unrecognized_keys') {
      const sentences = message.split('\n')
      return keys.map((key, place) => ({
        path: [...path, key],
        message: sentences[place] ?? message,
        isKey: true,
      }))
    }
    if (issue.code === 'invalid_union' && message.startsWith(chosenForm)) {
      return issuesOf(errors[Number(message.slice(chosenForm.length))] ?? [], path)
    }
    return [{ path, message }]
  })
}

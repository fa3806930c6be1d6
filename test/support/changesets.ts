import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file below `.changeset/`: which packages it names, and what a changelog will say. */
export type Changeset = {
  /** Relative to the root. */
  readonly path: string
  readonly packages: readonly string[]
  readonly summary: string
}

/** Where the changeset of a package stands until its first release: `@llm-balancer/core` in `.changeset/core.md`. */
export const changesetOf = (name: string): string => `.changeset/${name.replace(/^@[^/]+\//, '')}.md`

export const parseChangeset = (path: string, text: string): Changeset => {
  const [, header = '', summary = ''] = /^---\n([^]*?)---\n([^]*)$/.exec(text) ?? []
  const packages = [...header.matchAll(/^['"]?(?<name>[\w@/.-]+)['"]?:/gm)].map(
    ({ groups }) => groups?.['name'] ?? '',
  )
  return { path, packages, summary: summary.trim() }
}

/** Every changeset of the repository, sorted by path. */
export const readChangesets = (root: string): Changeset[] =>
  globSync('.changeset/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\/README\.md$/i.test(path) && existsSync(join(root, path)))
    .sort()
    .map((path) => parseChangeset(path, readFileSync(join(root, path), 'utf8')))

/** Words that compare with an earlier state, which means nothing to a reader of the first version. */
const comparisons: readonly RegExp[] = [
  /\bno longer\b/i,
  /\bany ?more\b(?! than)/i,
  /\b(?:as|than|unlike|in place of|instead of) before(?=[.,:;)]|$)/i,
  // "had one to itself before."
  /\b(?:was|were|did|had)\b[^.:;]*? before(?=[.;)]|$)/i,
  // "Before, it threw."
  /(?:^|[.:;] |- )(?:before|earlier|so far|until then)(?=,)/i,
  /\b(?:formerly|hitherto|previously)\b/i,
  /\b(?:by|till|until|up to) now\b/i,
  // "It is used to …" tells a purpose.
  /(?<!\b(?:are|be|been|being|can|get|gets|got|is|was|were) )\bused to\b/i,
  // "Now it waits." and "The message now says so."
  /(?:^|[.!?:;] |- )now\b(?= [\w`])/i,
  /\b(?:also|are|can|does|gives|has|have|is|says|takes) now\b(?= [\w`])/i,
  /\bnow (?:also|are|can|does|gives|has|have|is|says|takes)\b/i,
  /\b(?:earlier|former|last|older|previous) (?:release|version)s?\b/i,
  /\bnew default\b/i,
]

/** A summary in one line, without what stands in code marks. */
const proseOf = (summary: string): string => summary.replaceAll(/`[^`]*`/g, '`…`').replaceAll(/\s+/g, ' ')

/** The first words of a summary that compare with an earlier state. */
export const comparisonIn = (summary: string): string | undefined => {
  const prose = proseOf(summary)
  return comparisons.map((pattern) => pattern.exec(prose)?.[0].trim()).find((words) => words !== undefined)
}

const faultsOfOne = ({ path, packages, summary }: Changeset): string[] => {
  const faults: string[] = []
  const [name, ...others] = packages
  if (name === undefined) return [`${path} names no package: put what it says into the changeset of one`]
  const own = packages.map(changesetOf)
  if (others.length > 0)
    faults.push(`${path} names ${String(packages.length)} packages: put what it says into ${own.join(', ')}`)
  else if (own[0] !== path)
    faults.push(`${path}: ${name} has one changeset until its first release: put this into ${String(own[0])}`)
  if (summary === '') faults.push(`${path} says nothing: describe what the package does`)
  const comparison = comparisonIn(summary)
  if (comparison !== undefined)
    faults.push(
      `${path}: "${comparison}" compares with a state that no reader has seen: say what the package does`,
    )
  if (summary.split('\n').some((line) => line.length > 160))
    faults.push(`${path} has a line of more than 160 characters: wrap it`)
  return faults
}

/**
 * What is wrong with the changesets of packages that were never released: each has exactly one, named after it, which describes the
 * package. A package that has been released may have any number of them, which tell what changes.
 */
export const changesetFaults = (
  unreleased: readonly string[],
  changesets: readonly Changeset[],
): string[] => {
  const isForUnreleased = ({ packages }: Changeset): boolean =>
    packages.some((name) => unreleased.includes(name)) || (packages.length === 0 && unreleased.length > 0)
  const paths = new Set(changesets.map(({ path }) => path))
  const missing = unreleased.filter((name) => !paths.has(changesetOf(name)))
  return [
    ...missing.map((name) => `${name} has no changeset: describe its first version in ${changesetOf(name)}`),
    ...changesets.filter(isForUnreleased).flatMap(faultsOfOne),
  ]
}

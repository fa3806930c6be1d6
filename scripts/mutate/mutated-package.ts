import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '..', '..')

/** A package whose sources are mutated, and the score its tests have to reach. */
export type MutatedPackage = {
  /** The name of its folder: `core`, `openai`. */
  readonly name: string
  /** Relative to the root. */
  readonly folder: string
  /** The least share of mutants its tests must notice, within 0–1. */
  readonly threshold: number
}

const foundations: readonly string[] = ['core', 'circuit-breaker', 'retry', 'provider']

/** Every published package of the workspace. */
export const mutatedPackages = (): MutatedPackage[] =>
  ['packages', 'packages/providers'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .filter((name) => isPublished(join(root, parent, name)))
      .map((name) => ({
        name,
        folder: `${parent}/${name}`,
        threshold: foundations.includes(name) ? 0.93 : 0.9,
      })),
  )

const isPublished = (folder: string): boolean => {
  const path = join(folder, 'package.json')
  if (!existsSync(path) || !existsSync(join(folder, 'src'))) return false
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly private?: boolean }).private !== true
}

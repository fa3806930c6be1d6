import { dirname, join } from 'node:path/posix'
import { importsOf } from './imports.ts'
import type { ImportFact } from './imports.ts'
import {
  allowedPackages,
  allowedThirdParty,
  contractParts,
  contractsOnly,
  coreParts,
  standaloneNames,
  typesOnly,
} from './layers.ts'
import { runtimeDependencies } from './workspace.ts'
import type { Manifest } from './workspace.ts'

/** A file as the checker sees it; `path` is relative to the root of the repository. */
type CheckedFile = { readonly path: string; readonly text: string }

/** A package as the checker sees it. */
export type CheckedPackage = {
  readonly folder: string
  readonly manifest: Pick<Manifest, 'name' | 'dependencies' | 'peerDependencies' | 'devDependencies'>
  readonly files: readonly CheckedFile[]
}

const core = '@llm-balancer/core'
const testing = '@llm-balancer/testing'

const isTest = (path: string): boolean =>
  /\.(test|test-d)\.ts$/.test(path) || path.split('/').includes('test')
const isFree = (folder: string): boolean => /^(apps|examples|bench)(\/|$)/.test(folder)

/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isOurs = (name: string): boolean => name === 'llm-balancer' || name.startsWith('@llm-balancer/')

/** `packages/core/src/load/peak.ts` → `load`; `packages/core/src/clock.ts` → `clock`. */
const corePartOf = (path: string): string =>
  path.replace(/^packages\/core\/src\//, '').replace(/(\.ts$|\/.*$)/, '')

const rankOf = (part: string): number => coreParts.findIndex((row) => row.includes(part))

/** Names that the core's index re-exports from its contracts, errors, clock and random. */
const contractNames = (all: readonly CheckedPackage[]): ReadonlySet<string> => {
  const index = all
    .find(({ manifest }) => manifest.name === core)
    ?.files.find(({ path }) => path === 'packages/core/src/index.ts')
  const facts = index === undefined ? [] : importsOf(index.path, index.text)
  return new Set(
    facts
      .filter(({ specifier }) => contractParts.includes(corePartOf(join('packages/core/src', specifier))))
      .flatMap(({ names }) => names),
  )
}

const checkRelative = (pack: CheckedPackage, path: string, { specifier }: ImportFact): string[] => {
  const target = join(dirname(path), specifier)
  if (!target.startsWith(`${pack.folder}/`)) return ['leaves its package']
  if (!specifier.endsWith('.ts') && !specifier.endsWith('.json')) return ['does not end in .ts']
  if (pack.manifest.name !== core || isTest(path)) return []
  const [from, to] = [corePartOf(path), corePartOf(target)]
  if (from === 'testing') return []
  if (to === 'testing') return ['takes the fakes of core/testing into the core itself']
  if (rankOf(from) < 0 || rankOf(to) < 0)
    return [`joins ${from} and ${to}, and one of them is no part of the core`]
  return rankOf(to) <= rankOf(from) ? [] : [`points upwards, from ${from} to ${to}`]
}

const checkCoreImport = (
  pack: CheckedPackage,
  fact: ImportFact,
  contracts: ReadonlySet<string>,
): string[] => {
  const { name } = pack.manifest
  if (contractParts.some((part) => fact.specifier === `${core}/${part}`)) return []
  if (fact.specifier !== core) return [`takes ${fact.specifier} into sources that are published`]
  if (typesOnly.includes(name) && !fact.isTypeOnly) return ['takes more than types from the core']
  if (!contractsOnly.includes(name)) return []
  if (fact.names.length === 0) return ['takes the whole core, where only its contracts are allowed']
  return fact.names
    .filter((imported) => !contracts.has(imported) && !standaloneNames.includes(imported))
    .map((imported) => `takes ${imported} from the engine`)
}

const checkPackageImport = (
  pack: CheckedPackage,
  fact: ImportFact,
  { path, contracts }: { path: string; contracts: ReadonlySet<string> },
): string[] => {
  const { manifest } = pack
  const name = packageOf(fact.specifier)
  if (fact.specifier.startsWith('node:')) return manifest.name === core && !isTest(path) ? ['needs Node'] : []
  if (/\/src(\/|$)/.test(fact.specifier)) return ["reaches into another package's sources"]
  if (name === manifest.name) return isTest(path) ? [] : ['imports its own package by name']
  if (isFree(pack.folder)) return []
  if (isTest(path)) {
    if (manifest.name === core && isOurs(name)) return ["the core's own tests use core/src/testing only"]
    const inReach = [
      ...runtimeDependencies(manifest as Manifest),
      ...Object.keys(manifest.devDependencies ?? {}),
    ]
    return inReach.includes(name) || name === 'vitest' ? [] : ['is not in package.json']
  }
  const allowed = [
    ...(allowedPackages.get(manifest.name) ?? []),
    ...(allowedThirdParty.get(manifest.name) ?? []),
  ]
  if (!allowed.includes(name)) return ['points where the layers do not allow it']
  if (!runtimeDependencies(manifest as Manifest).includes(name))
    return ['is not among the dependencies in package.json']
  return name === core && manifest.name !== testing ? checkCoreImport(pack, fact, contracts) : []
}

const checkManifest = ({ folder, manifest }: CheckedPackage): string[] => {
  if (isFree(folder)) return []
  const allowed = [
    ...(allowedPackages.get(manifest.name) ?? []),
    ...(allowedThirdParty.get(manifest.name) ?? []),
  ]
  return runtimeDependencies(manifest as Manifest)
    .filter((name) => !allowed.includes(name))
    .map((name) => `${folder}/package.json: depends on ${name}, which the layers do not allow`)
}

const cycleFrom = (start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const seen = new Set<string>()
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return [...trail, start]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...trail, next])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(start, [start])
}

/** Every cycle once, told from its alphabetically first file. */
const checkCycles = ({ files }: CheckedPackage): string[] => {
  const edges = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(path, text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => join(dirname(path), specifier)),
    ]),
  )
  return [...edges.keys()]
    .map((path) => cycleFrom(path, edges))
    .filter((cycle) => cycle !== undefined)
    .filter((cycle) => cycle[0] === [...cycle].sort()[0])
    .map((cycle) => `${cycle.join(' → ')}: imports itself in a circle`)
}

/** Every breach of the layers as one line `file: imports x, which …`; empty when all arrows point down. */
export const layerBreaches = (all: readonly CheckedPackage[]): string[] => {
  const contracts = contractNames(all)
  return all.flatMap((pack) => [
    ...checkManifest(pack),
    ...checkCycles(pack),
    ...pack.files.flatMap(({ path, text }) =>
      importsOf(path, text).flatMap((fact) =>
        (fact.specifier.startsWith('.')
          ? checkRelative(pack, path, fact)
          : checkPackageImport(pack, fact, { path, contracts })
        ).map((breach) => `${path}: ${fact.specifier} ${breach}`),
      ),
    ),
  ])
}

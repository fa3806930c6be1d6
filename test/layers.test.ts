import { describe, expect, it } from 'vitest'
import { layerBreaches } from './support/check-layers.ts'
import type { CheckedPackage } from './support/check-layers.ts'
import { allowedPackages } from './support/layers.ts'
import { packages, publishedPackages, sourceFiles } from './support/workspace.ts'

const workspace = packages.map(({ folder, manifest }) => ({ folder, manifest, files: sourceFiles(folder) }))

describe('the layers', () => {
  it('are kept by every import and every dependency', () => {
    expect(workspace.length).toBeGreaterThan(0)
    expect(layerBreaches(workspace)).toEqual([])
  })

  it('have a row for every published package', () => {
    expect(
      publishedPackages.map(({ manifest }) => manifest.name).filter((name) => !allowedPackages.has(name)),
    ).toEqual([])
  })
})

describe('the checker of the layers', () => {
  const corePackage = (files: Record<string, string>): CheckedPackage => ({
    folder: 'packages/core',
    manifest: { name: '@llm-balancer/core' },
    files: Object.entries(files).map(([path, text]) => ({ path: `packages/core/src/${path}`, text })),
  })
  const otherPackage = (
    folder: string,
    dependencies: readonly string[],
    ...[files, bundled = []]: [files: Record<string, string>, bundled?: readonly string[]]
  ): CheckedPackage => ({
    folder: `packages/${folder}`,
    manifest: {
      name: `@llm-balancer/${folder.replace('providers/', '')}`,
      dependencies: Object.fromEntries(dependencies.map((name) => [`@llm-balancer/${name}`, 'workspace:^'])),
      devDependencies: Object.fromEntries(['@llm-balancer/testing', ...bundled].map((name) => [name, '*'])),
    },
    files: Object.entries(files).map(([path, text]) => ({ path: `packages/${folder}/src/${path}`, text })),
  })

  const cases: [string, CheckedPackage[], RegExp | undefined][] = [
    [
      'an arrow that points down',
      [corePackage({ 'load/a.ts': `import { b } from '../time/clock.ts'`, 'time/clock.ts': '' })],
      undefined,
    ],
    [
      'an arrow inside the core that points up',
      [corePackage({ 'load/a.ts': `import type { P } from '../strategies/p.ts'` })],
      /upwards, from load to strategies/,
    ],
    [
      'an arrow between parts of the ground that points up',
      [corePackage({ 'time/a.ts': `import type { Failure } from '../errors/failure.ts'` })],
      /upwards, from time to errors/,
    ],
    [
      'an unknown part of the core',
      [corePackage({ 'helpers/a.ts': `import { b } from '../time/clock.ts'` })],
      /no part of the core/,
    ],
    [
      'fakes in the core',
      [corePackage({ 'load/a.ts': `import { fake } from '../testing/index.ts'` })],
      /fakes/,
    ],
    [
      'fakes in a test of the core',
      [corePackage({ 'load/a.test.ts': `import { fake } from '../testing/index.ts'` })],
      undefined,
    ],
    [
      'a dependency of the core',
      [corePackage({ 'a.ts': `import x from 'left-pad'` })],
      /layers do not allow/,
    ],
    ['Node in the core', [corePackage({ 'time/clock.ts': `import { x } from 'node:timers'` })], /needs Node/],
    [
      'the testing package in a test of the core',
      [corePackage({ 'a.test.ts': `import '@llm-balancer/testing'` })],
      /core\/src\/testing only/,
    ],
    [
      'a circle',
      [corePackage({ 'load/a.ts': `import './b.ts'`, 'load/b.ts': `export type { A } from './a.ts'` })],
      /in a circle/,
    ],
    ['an import without .ts', [corePackage({ 'load/a.ts': `import './b'` })], /end in \.ts/],
    [
      'an import that leaves the package',
      [otherPackage('retry', [], { 'a.ts': `import '../../core/src/index.ts'` })],
      /leaves its package/,
    ],
    [
      'an import type',
      [otherPackage('retry', [], { 'a.ts': `type X = import('@llm-balancer/metrics').X` })],
      /layers do not allow/,
    ],
    [
      'a dynamic import',
      [otherPackage('retry', [], { 'a.ts': `await import('@llm-balancer/metrics')` })],
      /layers do not allow/,
    ],
    [
      "another package's sources",
      [otherPackage('retry', ['core'], { 'a.ts': `import '@llm-balancer/core/src/time/clock.ts'` })],
      /another package's sources/,
    ],
    [
      'a vendor that knows the core',
      [otherPackage('providers/anthropic', ['core'], {})],
      /depends on @llm-balancer\/core/,
    ],
    [
      'a vendor that knows another',
      [otherPackage('providers/anthropic', [], { 'a.ts': `import '@llm-balancer/openai'` })],
      /layers do not allow/,
    ],
    [
      'a dependency that is not declared',
      [otherPackage('retry', [], { 'a.ts': `import type { Guard } from '@llm-balancer/core'` })],
      /not in package\.json/,
    ],
    [
      'a devDependency in sources: it is bundled',
      [otherPackage('testing', ['core'], { 'a.ts': `import { expect } from 'vitest'` }, ['vitest'])],
      undefined,
    ],
    [
      'a policy that takes a type of the engine',
      [otherPackage('retry', ['core'], { 'a.ts': `import type { Guard } from '@llm-balancer/core'` })],
      undefined,
    ],
    [
      'a policy that takes a value of the engine',
      [otherPackage('retry', ['core'], { 'a.ts': `import { createBalancer } from '@llm-balancer/core'` })],
      /more than types from the engine/,
    ],
    [
      'a policy that takes a value of the ground',
      [
        otherPackage('retry', ['core'], {
          'a.ts': `import { parseReset } from '@llm-balancer/core/retry-after'`,
        }),
      ],
      undefined,
    ],
    [
      'config with more than types of the engine',
      [otherPackage('config', ['core'], { 'a.ts': `import { createBalancer } from '@llm-balancer/core'` })],
      /more than types from the engine/,
    ],
    [
      'fakes in published sources',
      [
        otherPackage('providers/provider', ['core'], {
          'a.ts': `import { x } from '@llm-balancer/core/testing'`,
        }),
      ],
      /published/,
    ],
    [
      'the testing package in a test',
      [otherPackage('retry', [], { 'a.test.ts': `import '@llm-balancer/testing'` })],
      undefined,
    ],
    [
      'a test with an undeclared import',
      [otherPackage('retry', [], { 'a.test.ts': `import 'openai'` })],
      /not in package\.json/,
    ],
  ]

  it.each(cases)('judges %s', (_what, planted, expected) => {
    const breaches = layerBreaches(planted)
    if (expected === undefined) expect(breaches).toEqual([])
    else expect(breaches.join('\n')).toMatch(expected)
  })
})

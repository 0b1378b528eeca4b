/** Stacks of specs tell places in TypeScript. By a flag they would, too, but workers get flags: each of them would read the maps. */
process.setSourceMapsEnabled(true)

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {textLines} from '../../../../source/core/hosts/edit/line-parts.ts';
import {insertBlock} from '../../../../source/core/hosts/edit/whole-block.ts';

/** The line, from 0, before which a new block goes. */
function place(text: string): number | undefined {
	return insertBlock(textLines(text), ['Host new'])[0]?.line;
}

test('a new block leaves the comments and tags of the block before it where they are', () => {
	assert.equal(place('Host web\n  HostName h\n# tags: prod\nHost *\n  User x\n'), 3);
	assert.equal(place('Host web\n  HostName h\n  # mine\nHost *\n  User x\n'), 3);
	assert.equal(place('Match host a\n  User h\n  # mine\nMatch all\n'), 3);
});

test('a new block goes above the comments of what holds for all', () => {
	assert.equal(place('Host web\n  HostName h\n\n# for all\nHost *\n'), 3);
	assert.equal(place('# for all\nHost *\n'), 0);
	assert.equal(place('Host web\n'), 1);
});

/** The geometry of the wheel, in a square of 600 units around its middle. */
const OUTER = 292;
const INNER = 138;
const LABEL = 217;
const GAP = 2.5;
const CORNER = 10;
const HALF = 300;

export interface WedgeShape {
	path: string;
	/** Where its label's middle is, in per cent of the square. */
	x: number;
	y: number;
}

function point(radius: number, angle: number): string {
	return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
}

/** The wedge's outline with rounded corners; the gap between neighbours is equally wide all along. */
export function wedgeAt(number: number, count: number): WedgeShape {
	const turn = (2 * Math.PI) / count;
	const middle = number * turn;
	const edge = (radius: number) => turn / 2 - GAP / radius;
	const side = (radius: number, sign: number) => middle + sign * edge(radius);
	const shift = (radius: number) => CORNER / radius;
	const outer = edge(OUTER) - shift(OUTER);
	const inner = edge(INNER) - shift(INNER);
	const path = [
		`M ${point(OUTER, middle - outer)}`,
		`A ${OUTER} ${OUTER} 0 0 1 ${point(OUTER, middle + outer)}`,
		`Q ${point(OUTER, side(OUTER, 1))} ${point(OUTER - CORNER, side(OUTER - CORNER, 1))}`,
		`L ${point(INNER + CORNER, side(INNER + CORNER, 1))}`,
		`Q ${point(INNER, side(INNER, 1))} ${point(INNER, middle + inner)}`,
		`A ${INNER} ${INNER} 0 0 0 ${point(INNER, middle - inner)}`,
		`Q ${point(INNER, side(INNER, -1))} ${point(INNER + CORNER, side(INNER + CORNER, -1))}`,
		`L ${point(OUTER - CORNER, side(OUTER - CORNER, -1))}`,
		`Q ${point(OUTER, side(OUTER, -1))} ${point(OUTER, middle - outer)}`,
		"Z",
	].join(" ");
	const percent = (value: number) => 50 + (50 * value) / HALF;
	return {
		path,
		x: percent(LABEL * Math.sin(middle)),
		y: percent(-LABEL * Math.cos(middle)),
	};
}

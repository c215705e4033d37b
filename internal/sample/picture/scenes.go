package picture

import "image/color"

func road(c *canvas, done bool) {
	country(c)
	if done {
		c.way(fresh)
		for y := horizon + 14; y < height; y += 30 + (y-horizon)/4 {
			long := 10 + (y-horizon)/7
			c.poly(white, 468, y, 474, y, 476, y+long, 466, y+long)
		}
		return
	}
	c.way(asphalt)
	for range 9 {
		y := horizon + 70 + c.IntN(height-horizon-110)
		far := float64(y-horizon) / float64(height-horizon)
		x := 470 + int((c.Float64()-0.5)*far*720)
		rx, ry := int(18+far*70), int(6+far*26)
		c.blob(x, y, rx+8, ry+5, mix(asphalt, mud, 0.5))
		c.blob(x, y, rx, ry, hole)
		if c.IntN(2) == 0 {
			c.blob(x-rx/5, y+ry/4, rx*2/3, ry/2, shine)
		}
	}
}

func crossing(c *canvas, done bool) {
	country(c)
	c.way(asphalt)
	c.box(150, 190, 10, 260, steel)
	c.poly(mix(sky, night, 0.55), 115, 170, 195, 170, 195, 235, 115, 235)
	c.poly(white, 155, 178, 185, 226, 125, 226)
	if !done {
		c.bar(210, 600, 700, 590, 5, mix(asphalt, white, 0.35))
		return
	}
	for i := range 8 {
		x := 150 + i*88
		c.poly(white, x, 540, x+46, 540, x+50, 640, x-6, 640)
	}
	c.box(804, 250, 12, 300, steel)
	c.box(784, 200, 52, 116, night)
	c.disc(810, 228, 16, 16, mix(red, night, 0.6))
	c.disc(810, 288, 16, 16, leaf)
}

func lamp(c *canvas, done bool) {
	c.gradient(0, horizon, night, dusk)
	c.gradient(horizon, height, mix(field, night, 0.75), mix(stubble, night, 0.6))
	for x := 20; x < width; x += 190 {
		c.box(x, horizon-60-c.IntN(30), 130, 100, mix(brick, night, 0.75))
		c.box(x+30, horizon-30, 22, 22, mix(glow, night, 0.35+0.4*c.Float64()))
	}
	c.poly(mix(asphalt, night, 0.6), 400, horizon, 540, horizon, 960, height, 0, height)
	for _, post := range []struct{ x, foot, high int }{{760, 640, 520}, {640, 450, 260}, {585, 370, 130}} {
		top := post.foot - post.high
		c.bar(post.x, post.foot, post.x, top, max(4, post.high/36), steel)
		c.bar(post.x, top, post.x-post.high/5, top-post.high/24, max(3, post.high/50), steel)
		head := mix(steel, white, 0.2)
		if done {
			head = glow
			c.light(post.x-post.high/5, top, post.high*3/5, glow)
			c.light(post.x-post.high/3, post.foot, post.high*2/3, mix(glow, asphalt, 0.4))
		}
		c.bar(post.x-post.high/5-post.high/16, top-post.high/24, post.x-post.high/5+post.high/20, top-post.high/26, max(4, post.high/30), head)
	}
}

func bins(c *canvas, done bool) {
	country(c)
	c.gradient(430, height, concrete, mix(concrete, mud, 0.35))
	c.box(0, 380, width, 60, mix(plaster, concrete, 0.4))
	for i := range 3 {
		x := 230 + i*180
		c.poly(binGreen, x, 380, x+130, 380, x+116, 570, x+14, 570)
		c.box(x-8, 362, 146, 22, mix(binGreen, night, 0.3))
		c.disc(x+32, 574, 13, 13, night)
		c.disc(x+98, 574, 13, 13, night)
		if done {
			c.poly(white, x+65, 440, x+88, 484, x+42, 484)
		}
	}
	if done {
		return
	}
	for range 46 {
		x, y := 120+c.IntN(740), 540+c.IntN(130)
		tint := []int{c.IntN(40), 14 + c.IntN(20)}
		fill := mix(white, night, float64(tint[0])/80)
		if c.IntN(3) == 0 {
			fill = mix(red, plaster, 0.5)
		}
		c.blob(x, y, 20+tint[1], 12+tint[1]/2, fill)
	}
	for i := range 3 {
		c.blob(295+i*180, 350, 62, 34, mix(night, steel, 0.5))
		c.blob(330+i*180, 336, 34, 26, mix(white, steel, 0.2))
	}
}

func lane(c *canvas, done bool) {
	c.gradient(0, horizon, sky, haze)
	c.gradient(horizon, height, concrete, mix(concrete, mud, 0.3))
	c.poly(brick, 0, 60, 330, 210, 330, 400, 0, 720)
	c.poly(plaster, width, 40, 610, 200, 610, 400, width, 720)
	c.poly(mix(brick, night, 0.2), 90, 260, 190, 290, 190, 440, 90, 520)
	c.tree(470, horizon+80, 1)
	if !done {
		c.blob(470, 590, 330, 100, water)
		c.blob(420, 570, 150, 30, shine)
		c.blob(600, 630, 90, 18, shine)
		c.blob(340, 640, 70, 22, mud)
		return
	}
	c.poly(steel, 300, 420, 330, 420, 250, height, 190, height)
	for y := 440; y < height; y += 26 {
		c.bar(318-(y-420)/4, y, 340-(y-420)/5, y, 5, concrete)
	}
	c.bar(420, 430, 330, height, 3, mix(concrete, steel, 0.4))
	c.bar(540, 430, 660, height, 3, mix(concrete, steel, 0.4))
}

func bridge(c *canvas, done bool) {
	country(c)
	c.gradient(430, height, water, mix(water, night, 0.3))
	c.poly(shine, 80, 640, 320, 632, 350, 642, 110, 652)
	c.poly(shine, 560, 590, 860, 584, 880, 592, 590, 600)
	c.poly(concrete, 0, 470, width, 440, width, 520, 0, 560)
	c.poly(mix(concrete, night, 0.35), 0, 560, width, 520, width, 548, 0, 596)
	for i := range 11 {
		if !done && i > 3 && i < 8 {
			continue
		}
		x := 20 + i*92
		y := 468 - i*3
		c.box(x, y-96, 16, 100, white)
		if i < 10 && (done || i != 3) {
			c.bar(x+16, y-80, x+92, y-83, 12, white)
			c.bar(x+16, y-40, x+92, y-43, 10, white)
		}
	}
	if !done {
		c.bar(300, 390, 372, 452, 12, mix(white, mud, 0.3))
		c.bar(690, 378, 650, 440, 10, mix(white, mud, 0.3))
	}
}

func pole(c *canvas, done bool) {
	country(c)
	c.gradient(520, height, mix(field, mud, 0.4), mix(stubble, mud, 0.4))
	top, foot := 300, 480
	if done {
		top = foot
	}
	c.bar(foot, 640, top, 60, 26, concrete)
	c.bar(top-110, 96, top+120, 92, 14, steel)
	sag := 60
	if !done {
		sag = 190
	}
	for _, at := range []int{-100, 0, 110} {
		c.bar(0, 90+at/8, top/2, 70+sag/2+at/8, 4, night)
		c.bar(top/2, 70+sag/2+at/8, top+at, 92, 4, night)
		c.bar(top+at, 92, (width+top)/2, 70+sag/2+at/8, 4, night)
		c.bar((width+top)/2, 70+sag/2+at/8, width, 90+at/8, 4, night)
	}
	if done {
		c.poly(concrete, foot-60, 660, foot+60, 660, foot+44, 610, foot-44, 610)
		return
	}
	c.blob(foot, 646, 74, 22, hole)
}

func garage(c *canvas, done bool) {
	c.gradient(0, 260, mix(concrete, night, 0.45), mix(concrete, night, 0.25))
	c.gradient(260, height, mix(concrete, night, 0.35), concrete)
	for _, x := range []int{60, 330, 600, 870} {
		c.box(x, 90, 46, 420, mix(concrete, white, 0.25))
		c.box(x, 430, 46, 40, glow)
	}
	c.poly(white, 180, 40, 420, 40, 408, 58, 192, 58)
	c.poly(white, 560, 40, 800, 40, 788, 58, 572, 58)
	car(c, 110+c.IntN(90), 470, mix(red, night, 0.2))
	car(c, 520+c.IntN(90), 500, mix(sky, steel, 0.5))
	if !done {
		c.poly(water, 0, 540, width, 520, width, height, 0, height)
		c.poly(shine, 90, 600, 420, 590, 470, 600, 130, 614)
		c.poly(shine, 540, 650, 890, 640, 920, 650, 580, 664)
		return
	}
	c.bar(0, 640, width, 630, 22, steel)
	for x := 10; x < width; x += 34 {
		c.bar(x, 632, x+8, 648, 4, mix(steel, night, 0.5))
	}
}

func car(c *canvas, x, y int, paint color.RGBA) {
	c.poly(paint, x+50, y, x+90, y-54, x+190, y-54, x+236, y)
	c.poly(mix(sky, night, 0.4), x+70, y-4, x+98, y-44, x+134, y-44, x+134, y-4)
	c.poly(mix(sky, night, 0.4), x+144, y-4, x+144, y-44, x+184, y-44, x+214, y-4)
	c.poly(paint, x, y+58, x+8, y, x+270, y, x+282, y+58)
	for _, wheel := range []int{56, 220} {
		c.disc(x+wheel, y+58, 28, 28, night)
		c.disc(x+wheel, y+58, 12, 12, concrete)
	}
}

func wires(c *canvas, done bool) {
	c.gradient(0, height, sky, haze)
	c.box(60, 60, 380, height-60, plaster)
	c.box(540, 120, 420, height-120, brick)
	for _, at := range [][2]int{{110, 120}, {290, 120}, {110, 330}, {290, 330}, {600, 190}, {780, 190}, {600, 390}, {780, 390}} {
		c.box(at[0], at[1], 100, 120, white)
		c.box(at[0]+8, at[1]+8, 84, 104, mix(sky, night, 0.45))
	}
	if done {
		c.box(436, 60, 26, height-60, mix(concrete, steel, 0.3))
		c.bar(449, 300, 560, 300, 20, mix(concrete, steel, 0.3))
		return
	}
	for range 16 {
		from, to, sag := 200+c.IntN(260), 200+c.IntN(260), 120+c.IntN(180)
		c.bar(440, from, 490, (from+to)/2+sag, 4, night)
		c.bar(490, (from+to)/2+sag, 560, to, 4, night)
	}
	c.blob(492, 560, 44, 34, night)
}

func manhole(c *canvas, done bool) {
	country(c)
	c.gradient(400, height, mix(asphalt, white, 0.1), asphalt)
	ring := fresh
	if !done {
		ring = mix(asphalt, mud, 0.6)
	}
	c.blob(480, 560, 260, 104, ring)
	c.disc(480, 560, 190, 72, night)
	x, y := 480, 560
	if !done {
		x, y = 540, 536
	}
	c.disc(x, y, 182, 66, steel)
	for i := range 5 {
		c.bar(x-130, y-36+i*18, x+130, y-36+i*18, 5, mix(steel, white, 0.25))
	}
	if done {
		c.bar(0, 690, width, 660, 12, white)
	}
}

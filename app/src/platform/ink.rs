//! A drawing surface for a finger: strokes on a canvas, given out as PNG on white. It knows nothing of who signs what.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

use super::files::{Content, canvas_content};

/// Width of the pen in CSS pixels.
const PEN: f64 = 3.0;

/// A canvas ready to draw on; clone freely.
#[derive(Clone)]
pub struct Ink {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    down: Rc<Cell<bool>>,
}

impl Ink {
    /// Prepares a canvas that is in the page; none where the browser cannot draw.
    pub fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let ink = Ink { canvas: canvas.clone(), pen, down: Rc::default() };
        ink.clear();
        Some(ink)
    }

    /// White again, as large as it is shown.
    pub fn clear(&self) {
        let sharp = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio()).clamp(1.0, 2.0);
        let (wide, high) = (f64::from(self.canvas.client_width()), f64::from(self.canvas.client_height()));
        self.canvas.set_width((wide * sharp) as u32);
        self.canvas.set_height((high * sharp) as u32);
        let _ = self.pen.scale(sharp, sharp);
        self.pen.set_fill_style_str("#ffffff");
        self.pen.fill_rect(0.0, 0.0, wide, high);
        self.pen.set_stroke_style_str("#17211c");
        self.pen.set_line_width(PEN);
        self.pen.set_line_cap("round");
        self.pen.set_line_join("round");
    }

    /// A stroke begins.
    pub fn down(&self, event: &PointerEvent) {
        let _ = self.canvas.set_pointer_capture(event.pointer_id());
        self.down.set(true);
        self.pen.begin_path();
        let (x, y) = at(event);
        self.pen.move_to(x, y);
        // A dot is a stroke too.
        self.pen.line_to(x, y + 0.1);
        self.pen.stroke();
    }

    /// It goes on.
    pub fn stroke(&self, event: &PointerEvent) {
        if self.down.get() {
            let (x, y) = at(event);
            self.pen.line_to(x, y);
            self.pen.stroke();
        }
    }

    /// It ends; whether there was one.
    pub fn up(&self, _event: &PointerEvent) -> bool {
        self.down.replace(false)
    }

    /// What is drawn.
    pub async fn png(&self) -> Option<Content> {
        canvas_content(&self.canvas, "image/png").await
    }
}

fn at(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

```python
class Demo(Scene):
    def construct(self):
        self.wait()
```
